import Foundation

/// A collection of named arrays as `numpy.savez` and `numpy.savez_compressed` write it.
public struct NpzArchive: Sendable {
  /// Names of the arrays in the order of the file.
  public let names: [String]
  private let archive: ZipArchive
  private let file: String

  /// Maps an npz file.
  ///
  /// - Throws: `FormatError` when the file is missing or is no complete zip archive.
  public init(contentsOf url: URL) throws {
    try self.init(data: MappedFile.data(at: url), file: url.path)
  }

  /// Reads an npz file held in memory.
  ///
  /// - Parameter file: Path or description used in errors.
  /// - Throws: `FormatError`, as `init(contentsOf:)`.
  public init(data: Data, file: String) throws {
    archive = try ZipArchive(data, file: file)
    self.file = file
    names = archive.members.map(\.name).filter { $0.hasSuffix(".npy") }.map {
      String($0.dropLast(4))
    }
  }

  /// One of the arrays.
  ///
  /// - Throws: `FormatError` when there is no such array, or it is damaged or not read.
  public func array(named name: String) throws -> NpyArray {
    guard let member = archive.members.last(where: { $0.name == "\(name).npy" }) else {
      throw FormatError(
        file: file, problem: "holds no array '\(name)'",
        advice: "choose one of: \(names.joined(separator: ", "))")
    }
    return try NpyArray(data: archive.content(of: member), file: "\(file)[\(name)]")
  }
}
