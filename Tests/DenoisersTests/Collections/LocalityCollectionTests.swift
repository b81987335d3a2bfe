import Denoisers
import Framework
import Testing

/// `pca-locality` with other masks than binary ones of pixels; their numbers are those of OracleTests.
struct LocalityCollectionTests {
  /// A mask of everything is no mask, in whatever orthonormal basis images are compared.
  @Test(arguments: Golden.sets, ["pca", "dct"])
  func isOptimalWithoutThreshold(_ golden: Golden, _ basis: String) throws {
    let training = try golden.training()
    let model = try PCALocality(
      .init(["basis": .string(basis), "threshold": 0, "temperature": 2]), fittedTo: training)
    let optimal = try Optimal(.init(["temperature": 2]), fittedTo: training)
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let noisy = try golden.batch("ddpm_xt", index)
      let gap = try difference(model.denoise(noisy, at: level), optimal.denoise(noisy, at: level))
      #expect(gap < 1e-5, "t = \(level.t)")
    }
  }

  /// Real-valued masks know no threshold.
  @Test func realMasksDoNotDependOnTheThreshold() throws {
    let golden = Golden.sets[1]
    let training = try golden.training()
    let (noisy, level) = (try golden.batch("ddpm_xt", 1), try golden.ddpmLevels()[1])
    func answer(_ parameters: JSON) throws -> ImageBatch {
      try PCALocality(.init(parameters), fittedTo: training).denoise(noisy, at: level)
    }
    let real = try answer(["mask": "real"])
    #expect(try real == answer(["mask": "real", "threshold": 0.5]))
    #expect(try difference(real, answer(["threshold": 0])) > 0.01)
  }

  @Test func sensitivityIsDifferenced() throws {
    let training = DenoiserLawTests.smallTraining
    let (noisy, level) = (DenoiserLawTests.noisy[3..<4], DenoiserLawTests.levels[1])
    for parameters: JSON in [["mask": "real"], ["basis": "pca"], ["basis": "dct"]] {
      let answer = try PCALocality(.init(parameters), fittedTo: training)
        .sensitivity(of: [27], noisy: noisy, at: level)
      #expect(answer.method != .closedForm && answer.gradients.firstNonFinite == nil)
    }
  }

  /// A threshold of 0 means something else in the releases than here, which is told.
  @Test func remarksOnAThresholdOfZero() throws {
    func remarks<D: Denoiser>(_ type: D.Type, _ parameters: JSON) throws -> [String] {
      try D.remarks(.init(parameters))
    }
    let open: JSON = ["threshold": 0]
    #expect(try remarks(PCALocality.self, open).first?.contains("this is \"optimal\"") == true)
    #expect(try remarks(PCALocality.self, ["threshold": 0, "basis": "dct"]).count == 1)
    #expect(try remarks(GoldenSubset.self, open).count == 1)
    #expect(try remarks(FilteredPosterior.self, ["precision": ["locality": 0]]).count == 1)
    #expect(try remarks(PCALocality.self, ["threshold": 0, "mask": "real"]).isEmpty)
    #expect(try remarks(PCALocality.self, [:]).isEmpty)
    #expect(try remarks(GoldenSubset.self, ["threshold": 0, "over": "optimal"]).isEmpty)
    #expect(try remarks(FilteredPosterior.self, ["precision": ["locality": 0.1]]).isEmpty)
  }

  @Test(
    arguments: [
      (["mask": "real", "basis": "pca"], "\"mask\": \"real\" is for pixels"),
      (
        ["mask": "real", "softmax": ["batched": 9]],
        "softmaxes over batches are for binary masks of pixels"
      ),
      (
        ["basis": "dct", "softmax": ["batched": 9]],
        "softmaxes over batches are for binary masks of pixels"
      ),
    ] as [(JSON, String)])
  func refusesWhatDoesNotGoTogether(_ parameters: JSON, _ words: String) throws {
    let error = #expect(throws: SpecIssue.self) {
      try PCALocality.check(
        .init(parameters), shape: ImageShape(channels: 1, height: 4, width: 4), levels: [])
    }
    #expect(try #require(error).message.contains(words))
  }
}
