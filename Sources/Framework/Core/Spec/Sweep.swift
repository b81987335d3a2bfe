/// A value that is swept, `{"sweep": [v1, v2, …]}`, and where it stands.
struct SweepAxis {
  let path: JSONPath
  let values: [JSON]
  let location: TextLocation?

  /// The denoiser entry that the axis belongs to; nil for the rest of the spec.
  var entry: Int? {
    if path.components.count > 2, path.components[0] == .key("denoisers"),
      case .index(let index) = path.components[1]
    {
      return index
    }
    return nil
  }

  func keepingFirst(_ count: Int) -> SweepAxis {
    SweepAxis(path: path, values: Array(values.prefix(count)), location: location)
  }
}

/// Axes that move together: one choice sets them all.
struct SweepGroup {
  let axes: [SweepAxis]
  var count: Int { axes[0].values.count }
}

/// One choice from every group: which value stands at which path.
typealias Assignment = [(path: JSONPath, value: JSON)]

/// The sweeps of a spec, grouped, and their product.
struct Sweeps {
  /// What belongs to the whole results folder; a sweep there is read as a value, and so refused.
  private static let fixed = ["version", "name", "task"].map { JSONPath([.key($0)]) }

  /// More combinations than this are a mistake in the spec.
  static let largest = 1_000_000

  /// Groups that hold for the whole run: each combination is a run.
  private(set) var runs: [SweepGroup] = []
  /// Groups inside one denoiser entry: each combination is a variant.
  private(set) var variants: [Int: [SweepGroup]] = [:]

  init(of spec: JSON, issues: IssueCollector) {
    var axes: [SweepAxis] = []
    Self.collect(spec, at: JSONPath(), into: &axes, issues: issues)
    for group in Self.zipped(axes, spec: spec, issues: issues) {
      // A group within one entry multiplies that entry; anything wider belongs to the run, except
      // that entries never multiply each other.
      let entries = Set(group.axes.map(\.entry))
      if entries.contains(nil) {
        runs.append(group)
      } else {
        for entry in entries {
          variants[entry!, default: []]
            .append(SweepGroup(axes: group.axes.filter { $0.entry == entry }))
        }
      }
    }
  }

  private static func collect(
    _ json: JSON, at path: JSONPath, into axes: inout [SweepAxis], issues: IssueCollector
  ) {
    func report(_ message: String) {
      issues.report(SpecIssue(message, path: path, at: json.location))
    }
    if let members = json.members {
      guard !fixed.contains(path) else { return }
      guard let sweep = json["sweep"] else {
        for member in members where member.key != "zip" {
          collect(member.value, at: path.appending(member.key), into: &axes, issues: issues)
        }
        return
      }
      guard members.count == 1 else {
        return report("\"sweep\" stands alone: {\"sweep\": [v1, v2, …]}")
      }
      guard let values = sweep.array, !values.isEmpty else {
        return report("a sweep needs a list with at least one value")
      }
      var inner: [SweepAxis] = []
      for value in values { collect(value, at: path, into: &inner, issues: issues) }
      guard inner.isEmpty else {
        return issues.report(
          SpecIssue(
            "a sweep may not stand inside a sweep; write the combinations out, or sweep two keys",
            path: path, at: inner[0].location ?? json.location))
      }
      axes.append(SweepAxis(path: path, values: values, location: json.location))
    } else if let values = json.array {
      for (index, value) in values.enumerated() {
        collect(value, at: path.appending(index), into: &axes, issues: issues)
      }
    }
  }

  private static func zipped(
    _ axes: [SweepAxis], spec: JSON, issues: IssueCollector
  ) -> [SweepGroup] {
    var remaining = axes
    var groups: [SweepGroup] = []
    let path = JSONPath().appending("zip")
    for (index, list) in (spec["zip"]?.array ?? []).enumerated() {
      var members: [SweepAxis] = []
      for (position, text) in (list.array ?? []).enumerated() {
        guard let name = text.string else { continue }
        let here = path.appending(index).appending(position)
        do {
          let target = try SpecFile.resolve(name, in: spec, at: text.location)
          if let found = remaining.firstIndex(where: { $0.path == target }) {
            members.append(remaining.remove(at: found))
          } else {
            let hint = NearestName.hint(
              name, among: remaining.map(\.path.description), called: "sweeps")
            issues.report(
              SpecIssue("nothing is swept at \"\(name)\"\(hint)", path: here, at: text.location))
          }
        } catch {
          let message = (error as? SpecIssue)?.message ?? "\(error)"
          issues.report(SpecIssue(message, path: here, at: text.location))
        }
      }
      let lengths = members.map { "\($0.path): \($0.values.count)" }
      if Set(members.map(\.values.count)).count > 1 {
        issues.report(
          SpecIssue(
            "sweeps that move together need equally many values, found "
              + lengths.joined(separator: ", "),
            path: path.appending(index), at: list.location))
        // Cut to one length, so that the rest of the spec can be read.
        let shortest = members.map(\.values.count).min() ?? 0
        groups.append(SweepGroup(axes: members.map { $0.keepingFirst(shortest) }))
      } else if !members.isEmpty {
        groups.append(SweepGroup(axes: members))
      }
    }
    // In the order of the spec, so that labels and rows come out in the order a reader expects.
    let all = groups + remaining.map { SweepGroup(axes: [$0]) }
    return all.sorted { a, b in
      axes.firstIndex { $0.path == a.axes[0].path }! < axes.firstIndex {
        $0.path == b.axes[0].path
      }!
    }
  }

  /// Every group with its number of values: `seed: 3, denoisers[0].rank: 20`.
  var sizes: String {
    let groups = runs + variants.sorted { $0.key < $1.key }.flatMap(\.value)
    return groups.map { group in
      group.axes.map(\.path.description).joined(separator: " with ") + ": \(group.count)"
    }.joined(separator: ", ")
  }

  /// Number of combinations of the groups; nil if it exceeds ``largest``.
  static func size(of groups: [SweepGroup]) -> Int? {
    groups.reduce(1 as Int?) { product, group in
      guard let product, product <= largest / group.count else { return nil }
      return product * group.count
    }
  }

  /// All combinations, the first group slowest.
  static func product(of groups: [SweepGroup]) -> [Assignment] {
    groups.reduce([[]]) { combinations, group in
      combinations.flatMap { chosen in
        (0..<group.count).map { choice in
          chosen + group.axes.map { ($0.path, $0.values[choice]) }
        }
      }
    }
  }
}

extension JSON {
  func applying(_ assignment: Assignment) -> JSON {
    assignment.reduce(into: self) { json, choice in json[path: choice.path] = choice.value }
  }
}
