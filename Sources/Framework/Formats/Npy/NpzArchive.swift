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
    if member.isCompressed { try checkSize(of: member, named: name) }
    return try NpyArray(data: archive.content(of: member), file: "\(file)[\(name)]")
  }

  /// The array's own header says how many bytes it takes: one that unpacks to more or fewer is
  /// damaged, and no memory is spent on it.
  private func checkSize(of member: ZipArchive.Member, named name: String) throws {
    let start = try archive.start(of: member, count: Self.longestHeader)
    var reader = ByteReader(start, file: "\(file)[\(name)]")
    // What is wrong with a header is told by the one that reads the array.
    guard let header = try? NpyHeader(reading: &reader) else { return }
    guard member.size - reader.offset == header.byteCount else {
      throw FormatError(
        file: reader.file,
        problem: "shape \(header.shape) of \(header.elementType.rawValue) needs "
          + "\(header.byteCount) bytes, but \(member.size - reader.offset) follow the header",
        advice: "the file is incomplete or damaged: write it again")
    }
  }

  /// Longer than any header of an array without named fields.
  private static let longestHeader = 1 << 16
}
