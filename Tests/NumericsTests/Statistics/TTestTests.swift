import Testing

@testable import LocusNumerics

@Suite struct TTestTests {
  static let a = [0.1, 0.2, 0.35, 0.41, 0.52]
  static let b = [0.15, 0.22, 0.30, 0.47, 0.61]

  @Test func documentedExamples() throws {
    let student = TTest.student(Self.a, Self.b)
    #expect(agreesRelatively(student.statistic, -0.30222520717728, within: 1e-13))
    #expect(agreesRelatively(student.pValue, 0.770188612881249, within: 1e-13))
    #expect(student.degreesOfFreedom == 8)
    let paired = try TTest.paired(Self.a, Self.b)
    #expect(agreesRelatively(paired.statistic, -1.42912659581127, within: 1e-13))
    #expect(agreesRelatively(paired.pValue, 0.226176327507236, within: 1e-13))
    #expect(paired.degreesOfFreedom == 4)
    let welch = TTest.welch(Self.a, Array(Self.b.prefix(4)))
    #expect(agreesRelatively(welch.statistic, 0.305042665840514, within: 1e-13))
    #expect(agreesRelatively(welch.degreesOfFreedom, 6.97342210160153, within: 1e-13))
  }

  @Test func documentedDegenerateCases() throws {
    let ones = [1.0, 1, 1, 1]
    for kind in TestKind.allCases {
      let equal = try TTest.run(kind, ones, ones)
      #expect(equal.statistic.isNaN && equal.pValue.isNaN, "\(kind), equal constants")
      let single = try TTest.run(kind, [1], [2])
      #expect(single.statistic.isNaN && single.pValue.isNaN, "\(kind), one against one")
      let missing = try TTest.run(kind, [1, .nan, 3], [2, 4, 3.5])
      #expect(missing.statistic.isNaN && missing.pValue.isNaN, "\(kind), a NaN")
      let empty = try TTest.run(kind, [], [])
      #expect(empty.statistic.isNaN && empty.pValue.isNaN, "\(kind), empty")
    }
    let below = try TTest.paired([1, 2, 3], [2, 3, 4])
    #expect(below.statistic == -.infinity && below.pValue == 0)
    let above = try TTest.paired([2, 3, 4], [1, 2, 3])
    #expect(above.statistic == .infinity && above.pValue == 0)
    #expect(TTest.student([0.7], Self.b).pValue.isFinite)
    #expect(TTest.welch([0.7], Self.b).pValue.isNaN)
  }

  /// Rounding of the sum must not give a constant sample a variance, whatever the constant.
  @Test func equalConstantsAreExact() {
    var numbers = SampleNumbers(seed: 1)
    for count in 2...40 {
      let constant = numbers.next() * 1000
      let sample = Array(repeating: constant, count: count)
      let result = TTest.student(sample, sample)
      #expect(result.standardError == 0 && result.statistic.isNaN, "\(count) of \(constant)")
    }
  }

  @Test func unequalPairsAreRefused() {
    #expect(throws: TTestError.unequalLengths(a: 3, b: 2)) {
      try TTest.paired([1, 2, 3], [1, 2])
    }
    #expect(throws: TTestError.unequalLengths(a: 0, b: 1)) {
      try TTest.run(.paired, [], [1])
    }
    let message = TTestError.unequalLengths(a: 3, b: 2).description
    #expect(message.contains("a has 3 and b has 2") && message.contains("welch"))
  }

  @Test(arguments: TestKind.allCases) func swappingSamplesFlipsTheSign(kind: TestKind) throws {
    var numbers = SampleNumbers(seed: 2)
    for _ in 0..<20 {
      let (a, b) = (numbers.sample(9), numbers.sample(9, around: 0.3))
      let forward = try TTest.run(kind, a, b)
      let backward = try TTest.run(kind, b, a)
      #expect(agreesRelatively(forward.statistic, -backward.statistic, within: 1e-14))
      #expect(agreesRelatively(forward.pValue, backward.pValue, within: 1e-13))
      let (greater, less) = (
        try TTest.run(kind, a, b, alternative: .greater),
        try TTest.run(kind, b, a, alternative: .less)
      )
      #expect(agreesRelatively(greater.pValue, less.pValue, within: 1e-13))
      let (one, other) = (
        greater.confidenceInterval(level: 0.9), less.confidenceInterval(level: 0.9)
      )
      #expect(agreesRelatively(one.low, -other.high, within: 1e-12))
      #expect(one.high == .infinity && other.low == -.infinity)
    }
  }

  @Test(arguments: TestKind.allCases) func shiftAndScaleChangeNothing(kind: TestKind) throws {
    var numbers = SampleNumbers(seed: 3)
    let (a, b) = (numbers.sample(12), numbers.sample(12, around: 0.2))
    let plain = try TTest.run(kind, a, b)
    // A shift of 1024 rounds the values at 10⁻¹³; a scale by a power of two rounds nothing.
    let shifted = try TTest.run(kind, a.map { $0 + 1024 }, b.map { $0 + 1024 })
    #expect(agreesRelatively(shifted.statistic, plain.statistic, within: 1e-10))
    #expect(agreesRelatively(shifted.pValue, plain.pValue, within: 1e-10))
    let scaled = try TTest.run(kind, a.map { $0 * 0x1p-200 }, b.map { $0 * 0x1p-200 })
    #expect(scaled.statistic == plain.statistic && scaled.pValue == plain.pValue)
    #expect(scaled.degreesOfFreedom == plain.degreesOfFreedom)
  }

  @Test(arguments: TestKind.allCases) func orderInsideASampleIsIrrelevant(kind: TestKind) throws {
    var numbers = SampleNumbers(seed: 4)
    let (a, b) = (numbers.sample(50), numbers.sample(50))
    let forward = try TTest.run(kind, a, b)
    let backward = try TTest.run(kind, a.reversed(), b.reversed())
    #expect(agreesRelatively(forward.statistic, backward.statistic, within: 1e-14))
  }

  @Test(arguments: TestKind.allCases) func intervalAndPValueSayTheSame(kind: TestKind) throws {
    var numbers = SampleNumbers(seed: 5)
    for alternative in Alternative.allCases {
      let (a, b) = (numbers.sample(8), numbers.sample(8, around: -0.4))
      let result = try TTest.run(kind, a, b, alternative: alternative)
      // At level 1 − p one end of the interval lies on the null value 0.
      let interval = result.confidenceInterval(level: 1 - result.pValue)
      let nearest = min(abs(interval.low), abs(interval.high))
      #expect(nearest < 1e-10 * result.standardError, "\(alternative)")
    }
  }

  @Test func equalSizesMakeStudentAndWelchStatisticsEqual() {
    var numbers = SampleNumbers(seed: 6)
    let (a, b) = (numbers.sample(20), numbers.sample(20).map { $0 * 5 })
    let (student, welch) = (TTest.student(a, b), TTest.welch(a, b))
    #expect(agreesRelatively(student.statistic, welch.statistic, within: 1e-14))
    #expect(welch.degreesOfFreedom < student.degreesOfFreedom)
    #expect(welch.degreesOfFreedom > 19)
  }

  @Test func levelsOutsideTheUnitIntervalAreUndefined() {
    let result = TTest.student(Self.a, Self.b)
    for level in [-0.1, 1.5, .nan] {
      let interval = result.confidenceInterval(level: level)
      #expect(interval.low.isNaN && interval.high.isNaN, "level \(level)")
    }
    let whole = result.confidenceInterval(level: 1)
    #expect(whole.low == -.infinity && whole.high == .infinity)
    let point = result.confidenceInterval(level: 0)
    #expect(point.low == result.meanDifference && point.high == result.meanDifference)
  }

  @Test func kindsKnowTheirDesignAndEffect() {
    #expect(TestKind.paired.design == .paired && TestKind.paired.effectSize == .dz)
    for kind in [TestKind.welch, .student] {
      #expect(kind.design == .independent && kind.effectSize == .hedgesG)
    }
    #expect(Alternative(rawValue: "two-sided") == .twoSided)
  }
}
