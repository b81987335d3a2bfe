import Foundation

/// What a parameter needs to know to be read from a spec: where it stands, what surrounds it, and
/// where to report errors.
public struct ParameterReader {
  public let issues: IssueCollector
  public let path: JSONPath
  /// Number of steps of the run, for per-step lists; nil where there is no run.
  public let steps: Int?
  /// The steps' noise levels, for lists that go by a name; nil where there is no run.
  public let levels: [NoiseLevel]?
  /// Environment variables that may start a path.
  public let environment: [String: String]
  /// The plugins that a parameter may name; nil where there are none.
  public let catalogue: Catalogue?

  public init(
    issues: IssueCollector, path: JSONPath = JSONPath(), steps: Int? = nil,
    levels: [NoiseLevel]? = nil,
    environment: [String: String] = ProcessInfo.processInfo.environment,
    catalogue: Catalogue? = nil
  ) {
    self.issues = issues
    self.path = path
    self.steps = steps ?? levels?.count
    self.levels = levels
    self.environment = environment
    self.catalogue = catalogue
  }

  public func at(_ key: String) -> ParameterReader { moved(to: path.appending(key)) }
  public func at(_ index: Int) -> ParameterReader { moved(to: path.appending(index)) }

  private func moved(to path: JSONPath) -> ParameterReader {
    ParameterReader(
      issues: issues, path: path, steps: steps, levels: levels, environment: environment,
      catalogue: catalogue)
  }

  public func report(_ message: String, at value: JSON?) {
    issues.report(SpecIssue(message, path: path, at: value?.location))
  }

  /// Reports that `value` is not of the expected type; always nil, so that readers can return it.
  public func expected<T>(_ type: String, found value: JSON) -> T? {
    let text = value.prettyText(width: 60)
    let shown = text.count <= 60 && !value.isNull ? " \(text)" : ""
    report("expected \(type), found \(value.kindName)\(shown)\(value.sweepHint)", at: value)
    return nil
  }

  /// Reports keys of an object that nobody knows.
  public func refuseUnknownKeys(of value: JSON, known: [String], called kind: String = "keys") {
    for member in value.members ?? [] where !known.contains(member.key) {
      let isSweep =
        !value.sweepHint.isEmpty
        && NearestName.of(member.key, among: known + ["sweep"]) == "sweep"
      let hint =
        isSweep
        ? "\(value.sweepHint) Known \(kind): \(known.joined(separator: ", "))"
        : NearestName.hint(member.key, among: known, called: kind)
      issues.report(
        SpecIssue(
          "unknown key\(hint)", path: path.appending(member.key),
          at: member.keyLocation ?? member.value.location))
    }
  }
}

extension JSON {
  /// `; did you mean "sweep"?` for an object that seems to be a sweep but for its spelling, else
  /// empty.
  var sweepHint: String {
    guard let members, members.count == 1, members[0].value.array != nil,
      members[0].key != "sweep", NearestName.of(members[0].key, among: ["sweep"]) != nil
    else { return "" }
    return "; did you mean \"sweep\"?"
  }
}
