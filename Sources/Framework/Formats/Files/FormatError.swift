/// A file that cannot be read or is not what it should be: which one, what is wrong, and what to do
/// about it. One that cannot be written is a ``FileError``.
public struct FormatError: Error, Equatable, Sendable {
  /// Path of the file, or what the data are when they are no file.
  public var file: String
  /// What is wrong, with the offset or the two numbers that disagree.
  public var problem: String
  /// What to do.
  public var advice: String

  public init(file: String, problem: String, advice: String) {
    self.file = file
    self.problem = problem
    self.advice = advice
  }
}

extension FormatError: CustomStringConvertible {
  public var description: String { "\(file): \(problem); \(advice)" }
}
