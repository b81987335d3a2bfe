import Foundation
import Framework
import TestSupport
import Testing

@testable import Denoisers

/// Closed forms against numerical Jacobians in float64; see Tools/make_sensitivity_fixtures.py.
struct SensitivityTests {
  static let methods = ["optimal", "wiener", "locality", "local", "patches"]

  func model(_ method: String, _ golden: Golden) throws -> any Denoiser {
    let training = try golden.training()
    switch method {
    case "optimal": return try Optimal(.init(), fittedTo: training)
    case "wiener": return try Wiener(.init(), fittedTo: training)
    case "local": return try KambLS(.init(["scales": 5]), fittedTo: training)
    case "patches": return try PSPCSquare(.init(["patch_sizes": 3]), fittedTo: training)
    default:
      let array = try golden.array("locality_masks")
      let masks = (0..<array.shape[0]).map { PixelMasks(array, $0, shape: training.shape) }
      return PCALocality(.init(), fittedTo: training) { masks[$0.step] }
    }
  }

  @Test(arguments: Golden.sets, methods)
  func agreesWithNumericalJacobians(_ golden: Golden, _ method: String) throws {
    let model = try model(method, golden)
    let elements = try golden.array("sensitivity_elements").integers()
    let expected = try golden.array("sensitivity_\(method)")
    let size = expected.shape[2]
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let noisy = try golden.batch("ddpm_xt", index)[0..<1]
      let sensitivity = try model.sensitivity(of: elements, noisy: noisy, at: level)
      #expect(sensitivity.method == .closedForm)
      for position in elements.indices {
        let start = (index * elements.count + position) * size
        let want = expected.floats(in: start..<start + size)
        let largest = want.reduce(Float(0)) { max($0, abs($1)) }
        let gap = zip(sensitivity.gradient(image: 0, element: position), want)
          .reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
        // Rounding in the numerical Jacobian scales with a/s², the scale of a posterior's gradients.
        let noise = Float(1e-9 * max(1, level.signal / (level.noise * level.noise)))
        #expect(gap <= 2e-6 * largest + noise, "\(level.t), element \(elements[position])")
      }
    }
  }

  /// Both ways of computing the filter have the same rows.
  @Test func bothFormsOfTheWienerFilterAgree() throws {
    let training = try Golden.sets[1].training()
    let factored = try Wiener(.init(), fittedTo: training)
    let diagonal = try Wiener(.init(["rank": 192]), fittedTo: training)
    for level in try Golden.sets[1].ddpmLevels() {
      let noisy = ImageBatch(shape: training.shape, repeating: 0, count: 2)
      let (a, b) = (
        try factored.sensitivity(of: [3, 100], noisy: noisy, at: level).gradients,
        try diagonal.sensitivity(of: [3, 100], noisy: noisy, at: level).gradients
      )
      #expect(difference(a, b) < 1e-5)
    }
  }

  /// Options that change the posterior change its gradients in the same way.
  @Test(
    arguments: [
      ("optimal", ["temperature": 3, "neighbors": 60]),
      ("smoothed-optimal", ["copies": 4, "smoothing": 0.3]),
      ("golden-subset", ["over": "optimal", "k_min": 50, "k_max": 90, "sampled": 0]),
      ("golden-subset", ["threshold": 0.3]),
      ("pca-locality", ["softmax": ["batched": 150], "temperature": 2]),
      ("pspc-flex", ["thresholds": 1]),
    ] as [(String, JSON)])
  func optionsAgreeWithDifferences(_ name: String, _ parameters: JSON) throws {
    let type = try #require(BuiltInDenoisers.all.first { $0.name == name })
    let training = try Golden.sets[1].training()
    func fit<D: Denoiser>(_ type: D.Type) throws -> any Denoiser {
      try D(D.Parameters(parameters), fittedTo: training)
    }
    let model = try fit(type)
    let level = try Golden.sets[1].ddpmLevels()[2]
    var noisy = try Golden.sets[1].batch("ddpm_xt", 2)[0..<1]
    noisy.firstSample = 5
    let exact = try model.sensitivity(of: [20, 75], noisy: noisy, at: level)
    let differenced = try model.differencedSensitivity(of: [20, 75], noisy: noisy, at: level)
    let largest = exact.gradients.values.reduce(Float(0)) { max($0, abs($1)) }
    #expect(largest > 0)
    #expect(difference(exact.gradients, differenced.gradients) < 3e-3 * largest)
  }

  @Test func aRecordingHasNone() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("recording-\(UInt64.random(in: 0 ... .max))")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let training = try Golden.sets[1].training()
    let zeros = [Float](repeating: 0, count: 192)
    for (name, shape) in [
      ("xt", [1, 1, 3, 8, 8]), ("x0", [1, 1, 3, 8, 8]), ("noise", [1, 3, 8, 8]),
    ] {
      try NpyArray(zeros, shape: shape).write(to: folder.appendingPathComponent("\(name).npy"))
    }
    try NpyArray([0.0], shape: [1]).write(to: folder.appendingPathComponent("timesteps.npy"))
    let model = try Recorded(.init(["path": .string(folder.path)]), fittedTo: training)
    let level = NoiseLevel(signal: 1, noise: 1, step: 0, t: 0)
    #expect(throws: SensitivityError.self) {
      try model.sensitivity(
        of: [0], noisy: ImageBatch(shape: training.shape, values: zeros), at: level)
    }
  }
}
