import Foundation
import Framework
import Testing

@testable import Denoisers

struct PCALocalityTests {
  func threshold(_ golden: Golden) throws -> Double {
    try golden.array("locality_threshold").doubles()[0]
  }

  /// The denoiser with the masks that were recorded for each step.
  func recorded(
    _ golden: Golden, _ name: String, _ parameters: PCALocality.Parameters = .init()
  ) throws -> PCALocality {
    let training = try golden.training()
    let array = try golden.array(name)
    let masks = (0..<array.shape[0]).map { PixelMasks(array, $0, shape: training.shape) }
    return PCALocality(parameters, fittedTo: training) { masks[$0.step] }
  }

  // MARK: - Agreement with the release

  @Test(arguments: Golden.sets)
  func agreesWithTheReleaseOverAllImages(_ golden: Golden) throws {
    let model = try recorded(golden, "locality_masks")
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let answer = try model.denoise(try golden.batch("ddpm_xt", index), at: level)
      let gap = difference(answer, try golden.batch("ddpm_locality_exact", index))
      #expect(gap < 1e-4, "t = \(level.t)")
    }
  }

  @Test(arguments: Golden.sets)
  func agreesWithTheReleaseOverBatches(_ golden: Golden) throws {
    let model = try recorded(
      golden, "locality_masks", .init(["softmax": ["batched": 150]]))
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let answer = try model.denoise(try golden.batch("ddpm_xt", index), at: level)
      let gap = difference(answer, try golden.batch("ddpm_locality_batch150", index))
      #expect(gap < 1e-4, "t = \(level.t)")
    }
  }

  @Test(arguments: Golden.sets)
  func agreesAlongTheWholeTrajectory(_ golden: Golden) throws {
    let model = try recorded(golden, "ddim10_locality_masks")
    try expectTrajectory(of: model, golden, called: "locality_exact")
  }

  /// The masks themselves; entries near the threshold may flip with the release's float rounding.
  @Test(arguments: Golden.sets)
  func findsTheMasksOfTheRelease(_ golden: Golden) throws {
    let training = try golden.training()
    let masks = LocalityMasks(
      of: training.spectrum(ddof: 1), shape: training.shape, threshold: try threshold(golden),
      scale: .global, orientation: .column)
    let array = try golden.array("locality_masks")
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let expected = PixelMasks(array, index, shape: training.shape)
      #expect(masks.masks(at: level).differences(from: expected) <= 4, "t = \(level.t)")
    }
  }

  /// From the spec's parameters alone: those masks and nothing else.
  @Test(arguments: Golden.sets)
  func usesTheMasksOfItsParameters(_ golden: Golden) throws {
    let training = try golden.training()
    for (scale, orientation) in [
      (LocalityMasks.Scale.global, LocalityMasks.Orientation.column), (.row, .column),
      (.global, .row), (.row, .row),
    ] {
      let masks = LocalityMasks(
        of: training.spectrum(ddof: 1), shape: training.shape, threshold: 0.1,
        scale: scale, orientation: orientation)
      let model = try PCALocality(
        .init([
          "threshold": 0.1, "scale": scale.json, "orientation": orientation.json,
        ]), fittedTo: training)
      let expected = PCALocality(.init(), fittedTo: training) { masks.masks(at: $0) }
      for (index, level) in try golden.ddpmLevels().enumerated() {
        let noisy = try golden.batch("ddpm_xt", index)
        #expect(try model.denoise(noisy, at: level) == expected.denoise(noisy, at: level))
      }
    }
  }

  // MARK: - Limits

  /// Threshold 0 looks at everything: the optimal denoiser, also with its temperature.
  @Test(arguments: Golden.sets)
  func isOptimalWithoutAThreshold(_ golden: Golden) throws {
    let training = try golden.training()
    let model = try PCALocality(.init(["threshold": 0, "temperature": 3]), fittedTo: training)
    let optimal = try Optimal(.init(["temperature": 3]), fittedTo: training)
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let noisy = try golden.batch("ddpm_xt", index)
      let gap = try difference(model.denoise(noisy, at: level), optimal.denoise(noisy, at: level))
      #expect(gap < 1e-4, "t = \(level.t)")
    }
  }

  @Test func placesWithEmptyMasksGetTheMean() throws {
    let golden = Golden.sets[1]
    let training = try golden.training()
    let model = PCALocality(.init(), fittedTo: training) { _ in PixelMasks(empty: training.shape) }
    let mean = training.moments(ddof: 1).mean
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let answer = try model.denoise(try golden.batch("ddpm_xt", index), at: level)
      for (index, value) in answer.values.enumerated() {
        #expect(abs(Double(value) - mean[index % mean.count]) < 1e-6)
      }
    }
  }

  /// One image, and two equal ones, are the answer whatever the query.
  @Test(arguments: [1, 2]) func equalImagesAreTheAnswer(_ count: Int) throws {
    let golden = Golden.sets[1]
    let image = try golden.training().images.image(0)
    let shape = try golden.training().shape
    let images = ImageStore(shape: shape, floats: (0..<count).flatMap { _ in image })
    let model = try PCALocality(.init(), fittedTo: TrainingSet(images: images))
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let answer = try model.denoise(try golden.batch("ddpm_xt", index), at: level)
      for query in 0..<answer.count {
        #expect(zip(answer[query], image).allSatisfy { abs($0 - $1) < 1e-6 })
      }
    }
  }

  // MARK: - Parameters

  @Test func cutoffsGoByStep() throws {
    let golden = Golden.sets[1]
    let training = try golden.training()
    let noisy = try golden.batch("ddpm_xt", 1)
    let level = try golden.ddpmLevels()[1]
    let listed = try PCALocality(.init(["energy_cutoff": [0.5, 0.02, 0]]), fittedTo: training)
    var answers: [ImageBatch] = []
    for (step, cutoff) in [0.5, 0.02, 0].enumerated() {
      let one = try PCALocality(.init(["energy_cutoff": .number(cutoff)]), fittedTo: training)
      let there = NoiseLevel(signal: level.signal, noise: level.noise, step: step, t: level.t)
      answers.append(try one.denoise(noisy, at: there))
      #expect(try listed.denoise(noisy, at: there) == answers[step])
    }
    #expect(answers[0] != answers[2])
  }

  @Test func softmaxScopeReadsAndWrites() throws {
    for json in ["exact", ["batched": 512]] as [JSON] {
      let parameters = try PCALocality.Parameters(["softmax": json])
      #expect(parameters.softmax.json == json)
    }
    for json in ["all", ["batched": 0], ["batches": 5], [:], 512] as [JSON] {
      #expect(throws: SpecIssues.self) { try PCALocality.Parameters(["softmax": json]) }
    }
  }
}

/// Recorded outputs of the release on real data, with its masks.
@Suite(.enabled(if: Shared.isThere, Shared.skipped))
struct PCALocalityRealDataTests {
  @Test(arguments: ["mnist", "cifar10"])
  func agreesWithTheRelease(_ name: String) throws {
    let data = RealDataTests()
    let training = try name == "mnist" ? data.mnist() : data.cifar(500)
    let size = training.shape.count
    let levels = try DDPMLinear(.init(["steps": 1000])).levels
    let times = try Shared.golden("locality/\(name)_timesteps").integers()
    let packed = try Shared.golden("locality/\(name)_locality_masks_packbits").bytes()
    let queries = try Shared.golden("locality/\(name)_xt")
    for (index, t) in times.enumerated() {
      var masks = PixelMasks(empty: training.shape)
      // Each row of the mask is packed into bytes, the first entry in the highest bit.
      let row = (size + 7) / 8
      for byte in 0..<size * row {
        var bits = packed[index * size * row + byte]
        while bits != 0 {
          let place = byte % row * 8 + bits.leadingZeroBitCount
          masks[place, byte / row] = true
          bits &= 0xFF >> UInt8(bits.leadingZeroBitCount + 1)
        }
      }
      for (softmax, output) in [
        ("exact", "ours_exact"), (["batched": 250], "ours_released_b250"),
      ] as [(JSON, String)] {
        let parameters = try PCALocality.Parameters(["softmax": softmax])
        let model = PCALocality(parameters, fittedTo: training) { [masks] _ in masks }
        let answer = try model.denoise(data.batch(queries, index), at: levels[999 - t])
        let expected = data.batch(try Shared.golden("locality/\(name)_\(output)"), index)
        let gap = difference(answer, expected)
        #expect(
          gap < (t > 20 ? 1e-4 : t > 0 ? 3e-4 : 4e-3), "\(name) \(output) at t = \(t): \(gap)")
      }
    }
  }
}

extension PixelMasks {
  /// Row `index` of an array [t, m, m] of masks; entry [n, q] says whether place q reads pixel n.
  init(_ array: NpyArray, _ index: Int, shape: ImageShape) {
    self.init(empty: shape)
    let size = shape.count
    let entries = array.floats(in: index * size * size..<(index + 1) * size * size)
    for (entry, value) in entries.enumerated() where value > 0.5 {
      self[entry % size, entry / size] = true
    }
  }

  /// Entries in which two sets of masks differ.
  func differences(from other: PixelMasks) -> Int {
    (0..<shape.count).reduce(0) { sum, place in
      sum + (0..<shape.count).filter { self[place, $0] != other[place, $0] }.count
    }
  }
}
