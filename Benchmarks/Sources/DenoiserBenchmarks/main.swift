// Times every analytic denoiser beside the plain computation of the same formula, in one run:
//
//     DenoiserBenchmarks [--data FOLDER] [--references FOLDER] [--filter TEXT] [--queries N]
//         [--repeats N] [--threads N] [--list]
//
// The folder holds mnist/ and cifar-10-batches-bin/ (default $LOCUS_DATA); without one, generated
// images of the same sizes stand in. --references (default $LOCUS_REFERENCES) holds recordings
// mnist-a/ and cifar10-a/, which say what r² golden-subset costs. A result that differs from its
// baseline's by more than 1e-4 makes the exit code 1; a missed mark does not.
import Foundation
import Framework

struct Settings {
  let environment = ProcessInfo.processInfo.environment
  var data: String?
  var references: String?
  var filter = ""
  var queries = 1
  var repeats = 3
  var isList = false

  init(_ arguments: [String]) throws(UsageError) {
    data = environment["LOCUS_DATA"]
    references = environment["LOCUS_REFERENCES"]
    var rest = arguments[...]
    while let option = rest.popFirst() {
      switch option {
      case "--data": data = try Settings.text(after: option, &rest)
      case "--references": references = try Settings.text(after: option, &rest)
      case "--filter": filter = try Settings.text(after: option, &rest)
      case "--queries": queries = try Settings.number(after: option, &rest)
      case "--repeats": repeats = try Settings.number(after: option, &rest)
      case "--threads": WorkPool.shared.limit(to: try Settings.number(after: option, &rest))
      case "--list": isList = true
      default: throw UsageError(problem: "unknown option '\(option)'")
      }
    }
  }

  func selects(_ name: String) -> Bool { filter.isEmpty || name.contains(filter) }

  private static func text(
    after option: String, _ rest: inout ArraySlice<String>
  ) throws(UsageError) -> String {
    guard let text = rest.popFirst() else { throw UsageError(problem: "\(option) needs a value") }
    return text
  }

  private static func number(
    after option: String, _ rest: inout ArraySlice<String>
  ) throws(UsageError) -> Int {
    guard let number = Int(try text(after: option, &rest)), number > 0 else {
      throw UsageError(problem: "\(option) needs a number above 0")
    }
    return number
  }
}

struct UsageError: Error {
  let problem: String
}

func fail(_ problem: String, code: Int32) -> Never {
  FileHandle.standardError.write(Data("denoiser benchmarks: \(problem)\n".utf8))
  exit(code)
}

/// Prints a line at once, also into a file.
func print(_ line: String) {
  FileHandle.standardOutput.write(Data((line + "\n").utf8))
}

func column(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}

func number(_ value: Double, _ width: Int, _ digits: Int = 1) -> String {
  column(String(format: "%.\(digits)f", value), width)
}

func title(_ text: String) -> String {
  text + String(repeating: " ", count: max(0, 34 - text.count))
}

// As the tool does.
SystemMemory.keepFreed()
let settings: Settings
do throws(UsageError) {
  settings = try Settings(Array(CommandLine.arguments.dropFirst()))
} catch {
  fail(error.problem, code: 64)
}

let cases = Case.all.filter { settings.selects($0.name) }
let growths = Growth.all.filter { settings.selects($0.title) }
let goldens = [("cifar10", 0.05), ("mnist", 0.005)].filter {
  settings.selects("golden-subset \($0.0)")
}
if settings.isList {
  for name in cases.map(\.name) + growths.map(\.title) { print(name) }
  for (name, _) in goldens { print("golden-subset \(name)") }
  for side in ClusterRun.sides { print("kamb-els clusters k=\(side)") }
  exit(0)
}

let library = BenchmarkLibrary(folder: settings.data)
print(
  "instruction set \(InstructionSet.current.rawValue), threads \(WorkPool.shared.threads), "
    + (settings.data.map { "data from \($0)" } ?? "generated images"))
var hasFailed = false
do {
  if !cases.isEmpty {
    print("\nmilliseconds of one query; ratios on the clock (of processor time)")
    print(
      title("case") + column("plain", 10) + column("ours", 10) + column("ratio", 16)
        + column("ours of 8", 12) + column("ratio", 16) + "  difference")
  }
  var measured: [(item: Case, result: Measurement)] = []
  for item in cases {
    let result = try Measurement(
      item, library.data(item.data), queries: settings.queries, repeats: settings.repeats)
    measured.append((item, result))
    hasFailed = hasFailed || !result.isRight
    func ratio(_ cost: Cost) -> String {
      column(
        String(
          format: "%.1f (%.1f)", result.baseline.wall / cost.wall,
          result.baseline.processor / cost.processor), 16)
    }
    print(
      title(item.name) + number(result.baseline.wall * 1e3, 10)
        + number(result.single.wall * 1e3, 10) + ratio(result.single)
        + number(result.batched.wall * 1e3, 12) + ratio(result.batched)
        + String(format: "  %.1e", result.difference) + (result.isRight ? "" : "  WRONG"))
  }
  let marks = Mark.all.filter { mark in measured.contains { mark.includes($0.item) } }
  if !marks.isEmpty {
    print("\n" + title("geometric means of the ratios") + "  one query    eight     mark")
  }
  for mark in marks {
    let results = measured.filter { mark.includes($0.item) }.map(\.result)
    let single = geometricMean(results.map { $0.baseline.wall / $0.single.wall })
    let batched = geometricMean(results.map { $0.baseline.wall / $0.batched.wall })
    print(
      title(mark.title) + number(single, 11) + number(batched, 9) + number(mark.ratio, 9, 0)
        + (single < mark.ratio ? "  missed" : "") + "  (\(results.count) cases)")
  }
  if !growths.isEmpty {
    print("\n" + title("growth of the cost of a query") + "  plain     ours")
  }
  for growth in growths {
    var points: [(x: Double, plain: Double, ours: Double)] = []
    for (x, item) in growth.cases {
      let result = try Measurement(
        item, library.data(item.data), queries: 1, repeats: settings.repeats)
      hasFailed = hasFailed || !result.isRight
      points.append((x, result.baseline.wall, result.single.wall))
    }
    print(
      title(growth.title) + number(exponent(points.map { ($0.x, $0.plain) }), 7, 2)
        + number(exponent(points.map { ($0.x, $0.ours) }), 9, 2) + "   ms: "
        + points.map {
          "\(Int($0.x)): \(number($0.plain * 1e3, 0)) / \(number($0.ours * 1e3, 0))"
        }.joined(separator: ", "))
  }
  for (name, threshold) in goldens {
    let folder = settings.references.map { "\($0)/\(name)-a" }
    let result = try GoldenRun(library.data(name), threshold: threshold, recording: folder)
    let ratio = result.exact.wall / result.subset.wall
    print(
      "\ngolden-subset \(name), ten steps, \(GoldenRun.samples) samples: "
        + String(
          format: "%.2f s instead of %.2f s, %.1f times faster (mark %.0f); ", result.subset.wall,
          result.exact.wall, ratio, GoldenRun.mark)
        + String(
          format: "r2 %.3f, exact %.3f", result.subsetAgreement, result.exactAgreement)
        + (folder == nil ? " against the exact run" : " against \(name)-a"))
  }
  for side in ClusterRun.sides where settings.selects("kamb-els clusters k=\(side)") {
    for (clusters, probe) in ClusterRun.settings {
      let result = try ClusterRun(
        library.data("cifar10"), side: side, clusters: clusters, probe: probe)
      print(
        "kamb-els clusters k=\(side), \(probe) of \(clusters): "
          + String(
            format: "%.0f ms, exact %.0f ms, ratio %.2f, %.0f %% of the weight missed, fit %.1f s",
            result.clustered.wall * 1e3, result.exact.wall * 1e3,
            result.exact.wall / result.clustered.wall, 100 * result.missed, result.fit.wall))
    }
  }
} catch {
  fail("\(error)", code: 1)
}
exit(hasFailed ? 1 : 0)
