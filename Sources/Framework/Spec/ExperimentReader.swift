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
    reader.refuseUnknownKeys(of: spec, known: SpecKeys.keys + SpecKeys.others)
    guard let settingCount = Sweeps.size(of: sweeps.settings),
      let total = Self.variantCount(of: spec, sweeps: sweeps, settings: settingCount)
    else {
      throw SpecIssues(
        issues.issues + [
          SpecIssue(
            "the sweeps multiply to more than \(Sweeps.largest) units; sweep fewer values, or "
              + "let them move together with \"zip\"", at: spec.location)
        ])
    }
    var settings: [Setting] = []
    settings.reserveCapacity(min(settingCount, total))
    for assignment in Sweeps.product(of: sweeps.settings) {
      let setting = SettingReader(
        spec: spec.applying(assignment), swept: assignment, sweeps: sweeps, catalogue: catalogue,
        reader: reader
      ).read()
      if let setting { settings.append(setting) }
      // One setting's errors are nearly always all settings' errors.
      if setting == nil { break }
    }
    try issues.check()
    self.settings = settings
    name = spec["name"]?.string ?? ""
    resolved = spec.withPortablePaths(issues.portablePaths)
  }

  private static func variantCount(of spec: JSON, sweeps: Sweeps, settings: Int) -> Int? {
    var total = 0
    for index in (spec["denoisers"]?.array ?? []).indices {
      guard let size = Sweeps.size(of: sweeps.variants[index] ?? []) else { return nil }
      total += size
    }
    return max(total, 1) <= Sweeps.largest / settings ? total * settings : nil
  }
}

extension JSON {
  /// The value with every path written so that it holds from any folder.
  fileprivate func withPortablePaths(_ paths: [TextLocation: JSON]) -> JSON {
    switch kind {
    case .string: location.flatMap { paths[$0] } ?? self
    case .array(let values):
      JSON(.array(values.map { $0.withPortablePaths(paths) }), at: location)
    case .object(let members):
      JSON(
        .object(
          members.filter { $0.key != "extends" }.map {
            Member($0.key, $0.value.withPortablePaths(paths), at: $0.keyLocation)
          }), at: location)
    default: self
    }
  }
}
