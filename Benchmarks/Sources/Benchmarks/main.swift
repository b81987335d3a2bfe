// Prints a table of rates: benchmarks [--threads N] [--repeats N] [--filter TEXT] [--only NAME]
//     [--tsv]
//
// The rate is that of the median run. Every result is checked; a wrong one makes the exit code 1.
// The eigenproblem of 12,288 dimensions takes minutes: --only eigen-float-12288.
import Foundation
import Framework

struct Settings {
  var threads = ProcessInfo.processInfo.activeProcessorCount
  var repeats = 5
  var filter = ""
  var only: String?
  var isTable = true

  init(_ arguments: [String]) throws(UsageError) {
    var rest = arguments[...]
    while let option = rest.popFirst() {
      switch option {
      case "--threads": threads = try Settings.number(after: option, &rest)
      case "--repeats": repeats = try Settings.number(after: option, &rest)
      case "--filter": filter = rest.popFirst() ?? ""
      case "--only": only = rest.popFirst()
      case "--tsv": isTable = false
      default: throw UsageError(problem: "unknown option '\(option)'")
      }
    }
  }

  /// Whether a benchmark is to be run.
  func selects(_ benchmark: Benchmark) -> Bool {
    if let only { return benchmark.name == only }
    return !benchmark.isLong && (filter.isEmpty || benchmark.name.contains(filter))
  }

  private static func number(
    after option: String, _ rest: inout ArraySlice<String>
  ) throws(UsageError) -> Int {
    guard let text = rest.popFirst(), let value = Int(text), value > 0 else {
      throw UsageError(problem: "\(option) needs a number above 0")
    }
    return value
  }
}

struct UsageError: Error {
  let problem: String
}

/// Seconds of one run: on the clock, and of all processors together.
struct Times {
  let wall: Double
  let processor: Double

  /// Measures some runs together.
  init(of runs: Int, _ body: () -> Void) {
    let start = clock()
    let components = ContinuousClock().measure { for _ in 0..<runs { body() } }.components
    let seconds = Double(components.seconds) + Double(components.attoseconds) * 1e-18
    wall = seconds / Double(runs)
    processor = Double(clock() - start) / Double(CLOCKS_PER_SEC) / Double(runs)
  }

  private init(wall: Double, processor: Double) {
    self.wall = wall
    self.processor = processor
  }

  /// The medians over batches that take at least 20 ms; the first run counts if it takes 20 s.
  static func medians(of benchmark: Benchmark.Prepared, repeats: Int) -> Times {
    let once = Times(of: 1, benchmark.run)
    guard once.wall < 20 else { return once }
    let inBatch = max(1, Int(0.02 / max(once.wall, 1e-9)))
    let times = (0..<repeats).map { _ in Times(of: inBatch, benchmark.run) }
    return Times(
      wall: times.map(\.wall).sorted()[repeats / 2],
      processor: times.map(\.processor).sorted()[repeats / 2])
  }
}

/// Bytes of memory that the process has held at most.
func peakMemory() -> Double {
  var usage = rusage()
  #if os(macOS)
    getrusage(RUSAGE_SELF, &usage)
    return Double(usage.ru_maxrss)
  #else
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) * 1024
  #endif
}

func scientific(_ number: Double) -> String { String(format: "%.1e", number) }

func padded(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

// As the tool does.
SystemMemory.keepFreed()
let settings: Settings
do throws(UsageError) {
  settings = try Settings(Array(CommandLine.arguments.dropFirst()))
} catch {
  FileHandle.standardError.write(Data("benchmarks: \(error.problem)\n".utf8))
  exit(64)
}

WorkPool.shared.limit(to: settings.threads)
let pool = WorkPool.shared
if settings.isTable {
  print("instruction set \(InstructionSet.current.rawValue), threads \(settings.threads)")
  print(
    padded("benchmark", 32) + padded("ms", 12) + padded("ms of CPU", 12) + padded("rate", 18)
      + "error / bound")
}
var hasFailed = false
for benchmark in Benchmark.all where settings.selects(benchmark) {
  let prepared = benchmark.prepare(pool)
  let time = Times.medians(of: prepared, repeats: settings.repeats)
  // The check needs memory of its own.
  let peak = peakMemory()
  let verdict = prepared.verify()
  hasFailed = hasFailed || !verdict.isRight
  if settings.isTable {
    let rate = String(format: "%.2f %@", benchmark.work / time.wall, benchmark.unit)
    let check = [
      "\(scientific(verdict.error)) / \(scientific(verdict.bound))",
      verdict.isRight ? "" : "WRONG", verdict.note,
      benchmark.isLong ? String(format: "%.1f GB at most", peak * 1e-9) : "",
    ]
    print(
      padded(benchmark.name, 32) + padded(String(format: "%.3f", time.wall * 1e3), 12)
        + padded(String(format: "%.3f", time.processor * 1e3), 12)
        + padded(rate, 18) + check.filter { !$0.isEmpty }.joined(separator: "  "))
  } else {
    print(
      "\(benchmark.name)\t\(time.wall)\t\(time.processor)\t\(verdict.isRight ? "right" : "WRONG")")
  }
}
exit(hasFailed ? 1 : 0)
