import Foundation

extension Error {
  /// What happened, for people: Foundation's own errors print as codes and dictionaries otherwise.
  package var plainText: String {
    switch self {
    case let error as CocoaError: error.plainText
    case is URLError: localizedDescription
    case _ where type(of: self) == NSError.self: localizedDescription
    default: "\(self)"
    }
  }
}

extension CocoaError {
  /// The description with the path, which it leaves out.
  fileprivate var plainText: String {
    let path = filePath ?? url?.path
    return (path.map { "\($0): " } ?? "") + localizedDescription
  }
}
