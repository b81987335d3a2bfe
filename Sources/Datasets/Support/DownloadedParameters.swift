import Foundation
import Framework

/// Where a data set that can be downloaded lies.
public struct DownloadedParameters: ParameterSet {
  @Parameter("Folder with the official files; \"default\" looks under $LOCUS_DATA or ./data.")
  public var path = DownloadedPath.standard(
    in: DataFolder.standard(ProcessInfo.processInfo.environment))
  public init() {}

  /// As ``DownloadedPath/folders(_:inner:)``.
  func folders(_ names: [String], inner: [String] = []) -> [URL] {
    path.folders(names, inner: inner)
  }
}

/// The folder of a data set: given, or of its own name in the folder of all data.
public enum DownloadedPath: ParameterType {
  case given(FilePath)
  case standard(in: URL)

  /// Where the files may lie, likeliest first: a given folder, or one of `names` in the folder of all
  /// data; or below either as torchvision leaves them.
  ///
  /// - Parameters:
  ///   - names: of the data set's folder.
  ///   - inner: folders inside it that hold the files.
  func folders(_ names: [String], inner: [String] = []) -> [URL] {
    let outer =
      switch self {
      case .given(let path): [path.url]
      case .standard(let data): names.map { data.appendingPathComponent($0, isDirectory: true) }
      }
    return outer.flatMap { folder in
      [folder] + inner.map { folder.appendingPathComponent($0, isDirectory: true) }
    }
  }

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> DownloadedPath? {
    json.string == Default.word
      ? standard(in: DataFolder.standard(reader.environment))
      : FilePath.read(json, within: bounds, with: reader).map(given)
  }

  /// Where all data lie is for the surroundings of the spec to say.
  public func settled(with reader: ParameterReader) -> DownloadedPath {
    if case .standard = self {
      .standard(in: DataFolder.standard(reader.environment))
    } else {
      self
    }
  }

  public var json: JSON {
    switch self {
    case .given(let path): path.json
    case .standard: .string(Default.word)
    }
  }

  public func identity() throws -> JSON {
    switch self {
    case .given(let path): try path.identity()
    case .standard: .string(Default.word)
    }
  }

  public static var isWrittenAsString: Bool { true }
  public static func typeName(within bounds: Bounds?) -> String {
    Either<FilePath, Default>.typeName(within: bounds)
  }
  public static func schema(within bounds: Bounds?) -> JSON {
    Either<FilePath, Default>.schema(within: bounds)
  }
}
