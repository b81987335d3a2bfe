/// JSON text that cannot be read: what is wrong, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong and what to do, in one sentence.
  public let message: String
  /// File, line and column of the mistake.
  public let location: TextLocation

  public init(_ message: String, at location: TextLocation) {
    self.message = message
    self.location = location
  }

  public var description: String { "\(location): error: \(message)" }
}
