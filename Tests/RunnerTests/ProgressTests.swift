import Testing

@testable import Runner

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

  @Test func durations() {
    #expect(Progress.duration(3.25) == "3.2 s")
    #expect(Progress.duration(125) == "2 min 05 s")
    #expect(Progress.duration(7260) == "2 h 01 min")
  }
}
