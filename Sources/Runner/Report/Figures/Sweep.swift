import Framework

/// Curves over a number that is swept, inside of a denoiser or over whole runs.
struct Sweep {
  /// A metric's values at one value of the swept number.
  struct Point: Sendable {
    let value: Double
    let run: ResultIndex.Run
    let model: ResultIndex.Model
  }

  struct Curve {
    let name: String
    /// In ascending order of the values.
    let points: [Point]
  }

  /// The parameter's name, `energy_cutoff`.
  let key: String
  /// Position of the run whose variants are swept; nil for a sweep over runs.
  let run: Int?
  let curves: [Curve]

  /// Fewer values than this make no curve.
  private static let fewestValues = 3

  static func all(in index: ResultIndex) -> [Sweep] {
    index.parameterColumns.flatMap { key in
      overRuns(key, index) + index.runs.indices.compactMap { overVariants(key, index, $0) }
    }
  }

  private static func overVariants(_ key: String, _ index: ResultIndex, _ run: Int) -> Sweep? {
    curves(
      index.runs[run].variants.compactMap { model in
        guard let value = number(key, model.parameters) else { return nil }
        return (
          group: model.denoiser + rest(key, model.parameters), name: base(model.shownLabel, key),
          Point(value: value, run: index.runs[run], model: model)
        )
      }
    ).map { Sweep(key: key, run: run, curves: $0) }
  }

  private static func overRuns(_ key: String, _ index: ResultIndex) -> [Sweep] {
    let points = index.runs.flatMap { run -> [(group: String, name: String, Point)] in
      guard let value = number(key, run.swept) else { return [] }
      let others = run.swept.filter { $0.key != key }.assignments
      return run.variants.map { model in
        (
          group: model.label + rest(key, run.swept),
          name: ([model.shownLabel] + others).joined(separator: ", "),
          Point(value: value, run: run, model: model)
        )
      }
    }
    return curves(points).map { [Sweep(key: key, run: nil, curves: $0)] } ?? []
  }

  /// Points of one group and of different values are a curve.
  private static func curves(_ points: [(group: String, name: String, Point)]) -> [Curve]? {
    var groups: [String] = []
    for point in points where !groups.contains(point.group) { groups.append(point.group) }
    let curves = groups.compactMap { group -> Curve? in
      let members = points.filter { $0.group == group }
      let sorted = members.map(\.2).sorted { $0.value < $1.value }
      guard Set(sorted.map(\.value)).count >= fewestValues else { return nil }
      return Curve(name: members[0].name, points: sorted)
    }
    return curves.isEmpty ? nil : curves
  }

  private static func number(_ key: String, _ values: [(key: String, value: JSON)]) -> Double? {
    values.first { $0.key == key }?.value.double
  }

  /// What else two points must share to lie on one curve.
  private static func rest(_ key: String, _ values: [(key: String, value: JSON)]) -> String {
    values.filter { $0.key != key }.assignments.map { "\n" + $0 }.joined()
  }

  /// The label without what the sweep added: `wiener[energy_cutoff=0.1]` is `wiener`.
  private static func base(_ label: String, _ key: String) -> String {
    guard let open = label.lastIndex(of: "["), label.last == "]" else { return label }
    let parts = label[label.index(after: open)...].dropLast().split(separator: ",")
      .filter { !$0.hasPrefix(key + "=") }
    return label[..<open] + (parts.isEmpty ? "" : "[\(parts.joined(separator: ","))]")
  }
}
