import Datasets
import Denoisers
import Foundation
import Framework
import Testing

/// Outputs of the releases' window denoisers on CIFAR-10, within what their float32 leaves.
@Suite(.enabled(if: Shared.isThere, Shared.skipped))
struct WindowRealDataTests {
  func training(_ count: Int) throws -> TrainingSet {
    let path = Shared.folder!.appendingPathComponent("datasets/cifar-10-batches-bin").path
    let images = try CIFAR10(.init(["path": .string(path)])).load(.train).images
    return TrainingSet(images: images.selecting(Array(0..<count)), contentHash: "cifar")
  }

  func batch(_ array: NpyArray, _ index: Int? = nil) -> ImageBatch {
    let sizes = Array(array.shape.suffix(3))
    let shape = ImageShape(channels: sizes[0], height: sizes[1], width: sizes[2])
    guard let index else { return ImageBatch(shape: shape, values: array.floats()) }
    let size = array.count / array.shape[0]
    return ImageBatch(shape: shape, values: array.floats(in: index * size..<(index + 1) * size))
  }

  func compare<D: Denoiser>(_ type: D.Type, _ machine: String) throws {
    let training = try training(24)
    let queries = try Shared.golden("kamb/cifar10_x")
    let betas = try Shared.golden("kamb/cifar10_beta").doubles()
    for k in [3, 5, 9] {
      let model = try D(.init(["scales": .integer(k)]), fittedTo: training)
      let expected = try Shared.golden("kamb/cifar10_\(machine)_k\(k)")
      for (index, beta) in betas.enumerated() {
        let level = NoiseLevel(
          signal: (1 - beta).squareRoot(), noise: beta.squareRoot(), step: 0, t: beta)
        let answer = try model.denoise(batch(queries, index), at: level)
        let gap = difference(answer, batch(expected, index))
        #expect(gap < 1e-4, "\(machine), k = \(k), beta = \(beta): \(gap)")
      }
    }
    let schedule = try Cosine(.init())
    let scales = try Shared.golden("kamb/traj_scales").integers()[1...].reversed()
    let model = try D(
      .init(["scales": .array(scales.map { .integer($0) })], steps: schedule.levels.count),
      fittedTo: training)
    let trajectory = try schedule.sample(from: batch(try Shared.golden("kamb/traj_noise"))) {
      try model.denoise($0, at: $1)
    }
    let last = try #require(trajectory.estimates.last)
    let gap = difference(last, batch(try Shared.golden("kamb/traj_\(machine)")))
    #expect(gap < 1e-3, "\(machine), trajectory: \(gap)")
  }

  @Test func localMachineAgrees() throws { try compare(KambLS.self, "ls") }
  @Test func equivariantMachineAgrees() throws { try compare(KambELS.self, "els") }
  @Test func brokenBordersAgree() throws { try compare(KambBBELS.self, "bbels") }

  @Test func squarePatchesAgree() throws {
    let sizes = [32, 32, 32, 32, 32, 32, 32, 23, 15, 11, 7, 5, 3, 3, 3, 3, 3, 3]
    let model = try PSPCSquare(
      .init(["patch_sizes": .array(sizes.map { .integer($0) })], steps: 18),
      fittedTo: training(200))
    let queries = try Shared.golden("pspc/cifar10_z")
    let expected = try Shared.golden("pspc/cifar10_square")
    let times = try Shared.golden("pspc/edm_t18").doubles()
    for (position, step) in try Shared.golden("pspc/cifar10_t_indices").integers().enumerated() {
      let level = NoiseLevel(signal: 1, noise: times[step], step: step, t: times[step])
      let answer = try model.denoise(batch(queries, position), at: level)
      let gap = difference(answer, batch(expected, position))
      #expect(gap < 1e-4, "p = \(sizes[step]), sigma = \(times[step]): \(gap)")
    }
  }
}
