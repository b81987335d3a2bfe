/// One thing that is wrong with a spec: what, where, and what would be right.
public struct SpecIssue: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong and what to do, in one sentence.
  public let message: String
  /// The JSON path of the value, if it has one.
  public let path: JSONPath?
  /// File, line and column of the value, if it was read from a file.
  public let location: TextLocation?

  public init(_ message: String, path: JSONPath? = nil, at location: TextLocation? = nil) {
    self.message = message
    self.path = path
    self.location = location
  }

  public var description: String {
    let place = location.map { "\($0): " } ?? ""
    return place + "error: " + (path.map { "\($0): " } ?? "") + message
  }
}

/// Everything that is wrong with a spec, reported together.
public struct SpecIssues: Error, Sendable, CustomStringConvertible {
  public let issues: [SpecIssue]

  public init(_ issues: [SpecIssue]) { self.issues = issues }

  public var description: String { issues.map(\.description).joined(separator: "\n") }
}

/// Collects issues while a spec is read, so that all of them are reported at once.
///
/// Used from one thread. The same issue met twice (a value shared by many variants) is kept once.
public final class IssueCollector {
  private var seen: Set<SpecIssue> = []
  public private(set) var issues: [SpecIssue] = []
  /// How often something was reported, repetitions included: unchanged means all was well.
  public private(set) var reports = 0
  /// Where paths stand in the spec, and what they read as from any other folder.
  private(set) var portablePaths: [TextLocation: JSON] = [:]
  /// Where per-step lists are named in the spec, and the lists that they stand for.
  var namedLists: [TextLocation: JSON] { allNamedLists.compactMapValues { $0 } }
  /// Nil where one name stands for several lists, because the run's levels are swept.
  private var allNamedLists: [TextLocation: JSON?] = [:]

  public init() {}

  func note(path: FilePath, writtenAt location: TextLocation?) {
    if let location { portablePaths[location] = path.json }
  }

  func note(list: JSON, writtenAt location: TextLocation?) {
    guard let location else { return }
    let other = allNamedLists[location]
    allNamedLists[location] = other == nil || other == list ? list : .some(nil)
  }

  public func report(_ issue: SpecIssue) {
    reports += 1
    if seen.insert(issue).inserted { issues.append(issue) }
  }

  /// - Throws: ``SpecIssues`` if anything was reported.
  public func check() throws {
    if !issues.isEmpty { throw SpecIssues(issues) }
  }
}
