import Foundation

/// Files as memory-mapped data: pages are read when they are touched, and shared by all readers.
public enum MappedFile {
  /// The contents of a file.
  ///
  /// - Throws: `FormatError` when the file is missing, is a folder or may not be read.
  public static func data(at url: URL) throws -> Data {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw FormatError(
        file: url.path, problem: "there is no such file", advice: "check the path")
    }
    guard !isFolder.boolValue else {
      throw FormatError(
        file: url.path, problem: "this is a folder", advice: "give the path of a file")
    }
    do {
      return try FileMappings.shared.map(url) ?? Data(contentsOf: url, options: .alwaysMapped)
    } catch {
      throw FormatError(
        file: url.path, problem: "cannot be read (\(error.localizedDescription))",
        advice: "check the file and its permissions")
    }
  }

  /// Lets the system have back the memory of bytes that have been read. They stay readable, and are
  /// read from the file again when they are touched; bytes that no file is mapped at are left alone.
  package static func giveBack(_ bytes: UnsafeRawBufferPointer) {
    FileMappings.shared.giveBack(bytes)
  }

  /// Where in a file bytes lie.
  package struct Place {
    package let url: URL
    /// The file as it was when it was mapped.
    package let version: FileVersion
    package let offset: Int
  }

  /// Where bytes lie in one of the large files that are mapped; nil for bytes elsewhere.
  package static func place(of bytes: UnsafeRawBufferPointer) -> Place? {
    FileMappings.shared.place(of: bytes)
  }
}
