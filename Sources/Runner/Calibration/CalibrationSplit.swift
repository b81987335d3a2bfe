import Framework

/// Which samples choose the values of a calibration, and which others tell how good they are.
enum CalibrationSplit: Equatable {
  /// The second half chooses, the first is the test: a run of half as many samples takes just these.
  case halves
  /// The spec's samples are the test, as many with the noise of another seed choose.
  case otherNoise(seed: Int)
  /// All samples choose; nothing is left for a test.
  case allSamples

  /// Samples of a run of the calibration's plan.
  struct Part {
    /// Position of the run.
    let run: Int
    let samples: Range<Int>

    /// What stands for each sample; see ``SampleSource/fingerprints(of:)``.
    func fingerprints(in plan: Plan) -> [String] { plan.runs[run].source.fingerprints(of: samples) }
  }

  /// The value of the calibration's `seed`, which an other noise makes two runs.
  ///
  /// - Throws: ``RunError`` if the other seed is none.
  func seed(of spec: JSON) throws -> JSON? {
    guard case .otherNoise(let other) = self else { return spec["seed"] }
    let own = spec["seed"] ?? 0
    guard own != .integer(other) else {
      throw RunError("--other-noise \(other) is the spec's own \"seed\"; give another one")
    }
    return ["sweep": [.integer(other), own]]
  }

  /// The two parts of the samples.
  ///
  /// - Throws: ``RunError`` where the samples cannot be parted so.
  func parts(of plan: Plan) throws -> (choosing: Part, test: Part?) {
    let count = plan.runs[0].samples
    switch self {
    case .allSamples: return (Part(run: 0, samples: 0..<count), nil)
    case .halves:
      guard count > 1 else {
        throw RunError(
          "one sample has no halves, one to choose values and one to test them; take more "
            + "\"samples\", or --all-samples, which leaves no test")
      }
      return (
        Part(run: 0, samples: count / 2..<count), Part(run: 0, samples: 0..<count / 2)
      )
    case .otherNoise:
      guard case .seeded = plan.runs[0].source else {
        throw RunError(
          "--other-noise: the samples are given images or noise, the same whatever the seed; leave "
            + "the option out, and one half of them is kept for the test")
      }
      return (Part(run: 0, samples: 0..<count), Part(run: 1, samples: 0..<plan.runs[1].samples))
    }
  }

  /// The samples that choose and those of the test, in words.
  var words: (choosing: String, test: String?) {
    switch self {
    case .halves: ("the second half of the samples", "the first half")
    case .otherNoise(let seed): ("the samples of seed \(seed)", "the spec's samples")
    case .allSamples: ("all samples", nil)
    }
  }
}
