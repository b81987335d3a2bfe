import Foundation
import Framework

/// What the fetch asks of the local disk.
enum LocalFile {
  /// How a file compares with what is expected in its place.
  enum State: Equatable {
    case missing
    case good
    case wrong(reason: String)
  }

  /// Length in bytes, links followed; nil if there is no regular file.
  static func length(of url: URL) -> Int? {
    let path = url.resolvingSymlinksInPath().path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      attributes[.type] as? FileAttributeType == .typeRegular
    else { return nil }
    return (attributes[.size] as? NSNumber)?.intValue
  }

  /// Compares a file with what is known of it: a length, an MD5 in lowercase hexadecimal digits.
  static func state(of url: URL, size: Int?, md5: String?) -> State {
    guard FileManager.default.fileExists(atPath: url.path) else { return .missing }
    guard let length = length(of: url) else { return .wrong(reason: "not a regular file") }
    if let size, length != size {
      return .wrong(reason: "\(length) bytes instead of \(size)")
    }
    guard let md5 else { return .good }
    do {
      let found = try MD5.hash(contentsOf: url).hex
      return found == md5 ? .good : .wrong(reason: "MD5 \(found) instead of \(md5)")
    } catch {
      return .wrong(reason: "unreadable: \(error)")
    }
  }

  /// Creates a folder and those above it. Throws `FetchError.cannotWrite`.
  static func createFolder(_ url: URL) throws {
    try writing(url) {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
  }

  /// Renames within a folder; a file in the way is replaced in the same step.
  ///
  /// `FileManager.moveItem` refuses to replace, hence the system call.
  /// Throws `FetchError.cannotWrite`.
  static func rename(_ url: URL, to target: URL) throws {
    try writing(target) {
      guard Foundation.rename(url.path, target.path) == 0 else {
        throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
      }
    }
  }

  /// Runs `body` and turns any error into `FetchError.cannotWrite` for `url`.
  static func writing<Value>(_ url: URL, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch {
      throw FetchError.cannotWrite(path: url.path, reason: reason(error))
    }
  }

  /// The plain sentence of a system error.
  ///
  /// Foundation wraps the cause, and prints the wrapper with class names and codes.
  private static func reason(_ error: any Error) -> String {
    let error = error as NSError
    if let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError { return reason(cause) }
    if error.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(error.code))) }
    return error.localizedDescription
  }
}
