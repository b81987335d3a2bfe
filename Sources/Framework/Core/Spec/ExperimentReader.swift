import Foundation

extension Experiment {
  /// Reads the spec file at `path`.
  ///
  /// - Throws: ``SpecIssues`` with everything that is wrong.
  public static func load(
    _ path: String, overrides: [String] = [], catalogue: Catalogue,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> Experiment {
    let spec: JSON
    do {
      spec = try SpecFile.load(path, overrides: overrides)
    } catch let issue as SpecIssue {
      throw SpecIssues([issue])
    }
    return try Experiment(spec, catalogue: catalogue, environment: environment)
  }

  /// Reads a spec that has been merged.
  ///
  /// - Throws: ``SpecIssues`` with everything that is wrong.
  public init(
    _ spec: JSON, catalogue: Catalogue,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    let issues = IssueCollector()
    let reader = ParameterReader(issues: issues, environment: environment)
    let sweeps = Sweeps(of: spec, issues: issues)
    reader.refuseUnknownKeys(
      of: spec, known: SharedKeys.keys + SharedKeys.others + catalogue.taskParameters.map(\.key))
    guard let runCount = Sweeps.size(of: sweeps.runs),
      let total = Self.variantCount(of: spec, sweeps: sweeps, runs: runCount)
    else {
      throw SpecIssues(
        issues.issues + [
          SpecIssue(
            "the sweeps multiply to more than \(Sweeps.largest) units (\(sweeps.sizes)); sweep "
              + "fewer values, or let them move together with \"zip\"", at: spec.location)
        ])
    }
    var runs: [RunSpec] = []
    runs.reserveCapacity(min(runCount, total))
    for assignment in Sweeps.product(of: sweeps.runs) {
      let run = RunReader(
        spec: spec.applying(assignment), swept: assignment, sweeps: sweeps, catalogue: catalogue,
        reader: reader
      ).read()
      if let run { runs.append(run) }
      // One run's errors are nearly always all runs' errors.
      if run == nil { break }
    }
    var names: Set<String> = []
    for run in runs where !names.insert(run.name).inserted {
      issues.report(
        SpecIssue(
          "the sweeps make the run \"\(run.name)\" twice; "
            + Label.adviceOnRepetition(run.swept, paths: issues.portablePaths),
          at: spec.location))
    }
    try issues.check()
    self.runs = runs
    name = spec["name"]?.string ?? ""
    var resolved = spec.replacingPaths(with: issues.portablePaths)
      .replacing(issues.namedLists, insideSweeps: false)
    resolved["extends"] = nil
    resolved["data_shard"] = nil
    dataShard = runs.first?.dataShard
    self.resolved = resolved
  }

  private static func variantCount(of spec: JSON, sweeps: Sweeps, runs: Int) -> Int? {
    var total = 0
    for index in (spec["denoisers"]?.array ?? []).indices {
      guard let size = Sweeps.size(of: sweeps.variants[index] ?? []) else { return nil }
      total += size
    }
    return max(total, 1) <= Sweeps.largest / runs ? total * runs : nil
  }
}

extension JSON {
  /// The value with others in place of the paths in it, by where they were written.
  func replacingPaths(with paths: [TextLocation: JSON]) -> JSON { replacing(paths) }

  /// The value with others in place of the strings in it, by where they were written.
  ///
  /// - Parameter insideSweeps: whether a sweep's values are replaced too, and so its labels.
  func replacing(_ values: [TextLocation: JSON], insideSweeps: Bool = true) -> JSON {
    func replacing(_ json: JSON) -> JSON { json.replacing(values, insideSweeps: insideSweeps) }
    switch kind {
    case .string: return location.flatMap { values[$0] } ?? self
    case .array(let elements): return JSON(.array(elements.map(replacing)), at: location)
    case .object(let members):
      if !insideSweeps, self["sweep"] != nil { return self }
      return JSON(
        .object(members.map { Member($0.key, replacing($0.value), at: $0.keyLocation) }),
        at: location)
    default: return self
    }
  }
}
