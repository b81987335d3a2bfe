import Foundation
import Framework
import Testing

@testable import Runner

private typealias Progress = Runner.Progress

@Suite struct ProgressTests {
  private func load(
    _ model: String, _ denoiser: String, left: Int, done: Int = 0, seconds: Double = 0
  ) -> Progress.Load {
    Progress.Load(model: model, denoiser: denoiser, left: left, done: done, seconds: seconds)
  }

  @Test func nothingIsKnownAtFirst() {
    #expect(Progress.secondsLeft([load("a", "optimal", left: 10)], elapsed: 3) == nil)
  }

  /// Ten dear evaluations are left, not ten average ones.
  @Test func modelsAreNotEquallyDear() {
    let loads = [
      load("a", "optimal", left: 0, done: 90, seconds: 9),
      load("b", "kamb-els", left: 10, done: 1, seconds: 20),
    ]
    #expect(Progress.secondsLeft(loads, elapsed: 29) == 200)
    // Two at a time so far, and so from now on.
    #expect(Progress.secondsLeft(loads, elapsed: 14.5) == 100)
  }

  /// A model without an evaluation is taken to cost what its kind does, or else the average.
  @Test func unknownModelsCostWhatTheirKindDoes() {
    let known = load("a", "kamb-els", left: 0, done: 2, seconds: 8)
    let cheap = load("b", "optimal", left: 0, done: 6, seconds: 0)
    let sibling = load("c", "kamb-els", left: 5)
    let stranger = load("d", "wiener", left: 5)
    #expect(Progress.secondsLeft([known, cheap, sibling], elapsed: 8) == 20)
    #expect(Progress.secondsLeft([known, cheap, stranger], elapsed: 8) == 5)
  }

  // MARK: What is going on

  @Test(
    arguments: [
      (0, 0, ["planning", "loading mnist"], "loading mnist, 3.2 s"),
      (0, 0, [], "working, 3.2 s"),
      (0, 40, ["evaluating optimal"], "0/40 evaluations in 3.2 s (evaluating optimal)"),
      (
        0, 40, ["evaluating a", "fitting b", "evaluating a"],
        "0/40 evaluations in 3.2 s (evaluating a, fitting b)"
      ),
      (
        10, 40, ["fitting a", "fitting b", "fitting c", "fitting d", "fitting e"],
        "10/40 evaluations in 3.2 s, 9.8 s left (fitting a, fitting b, fitting c and 2 more)"
      ),
      (40, 40, [], "40/40 evaluations in 3.2 s, 0.0 s left"),
    ] as [(Int, Int, [String], String)])
  func linesSayWhatIsGoingOn(
    _ done: Int, _ total: Int, _ activities: [String], _ line: String
  ) {
    let loads =
      total == 0 ? [] : [load("a", "optimal", left: total - done, done: done, seconds: 3.25)]
    let found = Progress.line(done, of: total, in: 3.25, loads: loads, activities: activities)
    #expect(found == line)
  }

  /// One evaluation may take minutes, in which nothing is counted.
  @Test func theFirstLineComesAfterASecond() {
    let lines = Locked<[String]>([])
    let progress = Progress { line in lines.withLock { $0.append(line) } }
    progress.start([load("a", "kamb-els", left: 3)], found: 0, unscored: 0)
    progress.during("evaluating a") {
      // A second, unless the machine is busy with other tests.
      for _ in 0..<600 where lines.withLock({ $0.isEmpty }) { Thread.sleep(forTimeInterval: 0.1) }
    }
    #expect(lines.withLock { $0.first?.hasPrefix("0/3 evaluations in ") } == true)
    #expect(lines.withLock { $0.first?.hasSuffix("s (evaluating a)") } == true)
    progress.finish()
    let count = lines.withLock { $0.count }
    Thread.sleep(forTimeInterval: 1.2)
    #expect(lines.withLock { $0.count } == count)
  }

  /// A data set that takes its time says how far it is.
  @Test func loadingIsCounted() throws {
    struct Slow: Dataset {
      static let name = "slow"
      static let summary = "Takes a second"
      static let lines = Locked<[String]>([])
      init(_ parameters: NoParameters) throws {}

      func load(_ split: Split) throws -> ImageCollection {
        LoadingProgress.report(3, of: 40)
        for _ in 0..<600 where Self.lines.withLock({ $0.isEmpty }) {
          Thread.sleep(forTimeInterval: 0.1)
        }
        let shape = ImageShape(channels: 1, height: 1, width: 1)
        return ImageCollection(images: ImageStore(shape: shape, bytes: [1]))
      }
    }
    let progress = Progress { line in Slow.lines.withLock { $0.append(line) } }
    let catalogue = try Catalogue.standard().adding(Slow.self)
    let experiment = try Experiment(
      [
        "version": 1, "name": "slow", "task": "images", "dataset": ["name": "slow"],
      ], catalogue: catalogue)
    _ = try DataLibrary(progress: progress).load(experiment.runs[0].dataset)
    #expect(Slow.lines.withLock { $0.first?.hasPrefix("loading slow, 3 of 40, ") } == true)
  }

  @Test func quietProgressSaysNothing() throws {
    let progress = Progress(isQuiet: true) { Issue.record("said \($0)") }
    progress.during("planning") { Thread.sleep(forTimeInterval: 1.2) }
    progress.start([load("a", "optimal", left: 1)], found: 0, unscored: 0)
    progress.tick("a", seconds: 1)
    progress.finish()
    #expect(throws: RunError.self) { try progress.during("failing") { throw RunError("no") } }
  }

  @Test func durations() {
    #expect(Progress.duration(3.25) == "3.2 s")
    #expect(Progress.duration(125) == "2 min 05 s")
    #expect(Progress.duration(7260) == "2 h 01 min")
  }
}
