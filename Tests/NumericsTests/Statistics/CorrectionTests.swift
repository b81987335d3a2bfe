import Testing

@testable import LocusNumerics

@Suite struct CorrectionTests {
  struct Case: Decodable {
    let note: String
    let p, holm, bh: [Double]
  }

  @Test func agreesWithTheDefinitions() throws {
    for c in try StatisticsFixture<Case>.load("correction") {
      for (correction, expected) in [(Correction.holm, c.holm), (.bh, c.bh), (.none, c.p)] {
        let adjusted = correction.adjust(c.p)
        #expect(adjusted.count == expected.count)
        for (value, reference) in zip(adjusted, expected) {
          #expect(agreesRelatively(value, reference, within: 1e-14), "\(c.note), \(correction)")
        }
      }
    }
  }

  @Test(arguments: [Correction.holm, .bh]) func orderOfTheFamilyIsIrrelevant(
    correction: Correction
  ) {
    var numbers = SampleNumbers(seed: 8)
    let family = (0..<30).map { _ in (numbers.next() * 20).rounded() / 200 }
    let adjusted = correction.adjust(family)
    #expect(correction.adjust(family.reversed()) == adjusted.reversed())
    for i in family.indices {
      #expect(adjusted[i] >= family[i] && adjusted[i] <= 1)
      for j in family.indices {
        // Equal p-values stay equal, larger ones stay at least as large.
        #expect(family[i] > family[j] || adjusted[i] <= adjusted[j])
      }
    }
  }

  @Test func benjaminiHochbergIsNeverStricterThanHolm() {
    var numbers = SampleNumbers(seed: 9)
    let family = (0..<40).map { _ in numbers.next() * numbers.next() * 0.2 }
    for (holm, bh) in zip(Correction.holm.adjust(family), Correction.bh.adjust(family)) {
      #expect(bh <= holm)
    }
  }

  @Test(arguments: Correction.allCases) func undefinedTestsLeaveTheFamily(correction: Correction) {
    let whole = [0.01, 0.04, 0.03]
    let adjusted = correction.adjust([.nan, 0.01, 0.04, .nan, 0.03])
    #expect(adjusted[0].isNaN && adjusted[3].isNaN)
    #expect([adjusted[1], adjusted[2], adjusted[4]] == correction.adjust(whole))
  }
}
