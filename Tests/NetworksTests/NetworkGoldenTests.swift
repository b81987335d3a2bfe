import Foundation
import Framework
import TestSupport
import Testing

@testable import LocusNetworks

/// A little `ddpm-unet` with attention, in float16, against PyTorch's outputs; the files are made by
/// `Tools/make_network_fixtures.py`.
@Test func agreesWithPyTorch() throws {
  let folder = try #require(Bundle.module.resourceURL)
    .appendingPathComponent("Fixtures/networks/ddpm")
  func array(_ part: String) throws -> NpyArray {
    try NpyArray(contentsOf: folder.appendingPathComponent("\(part).npy"))
  }
  let (x, expected) = (batch(try array("x")), batch(try array("eps")))
  for table in KernelTable.available {
    let network = try TrainedNetwork(
      NetworkWeights(FilePath(folder)), engine: NetworkEngine(table: table))
    for (index, t) in try array("t").integers().enumerated() {
      let answer = network.prediction(for: x[index..<index + 1], at: Double(t))
      #expect(largestGap(answer, expected[index..<index + 1]) < 2e-5)
    }
  }
}

/// Networks against PyTorch's outputs.
@Suite(.enabled(if: NetworkFixture.shared != nil, NetworkFixture.skipped))
struct NetworkGoldenTests {
  let folder = NetworkFixture.shared!

  /// Random weights; every image has a time of its own.
  @Test(arguments: [
    ("ddpm_unet_rgb8.safetensors", "ddpm_unet_rgb8"), ("diffusers_unet", "diffusers_unet"),
    ("diffusers_ddpm", "diffusers_ddpm"),
  ])
  func predictsTheNoise(weights: String, name: String) throws {
    let golden = folder.appendingPathComponent("golden/networks")
    func array(_ part: String) throws -> NpyArray {
      try NpyArray(contentsOf: golden.appendingPathComponent("\(name)_\(part).npy"))
    }
    let network = try TrainedNetwork(
      NetworkWeights(FilePath(golden.appendingPathComponent(weights))))
    let x = batch(try array("x"))
    let expected = batch(try array("eps"))
    for (index, t) in try array("t").integers().enumerated() {
      let answer = network.prediction(for: x[index..<index + 1], at: Double(t))
      let gap = largestGap(answer, expected[index..<index + 1])
      #expect(gap < 1e-4, "\(name) at t = \(t): \(gap)")
    }
  }

  /// Trained weights at the noisy images of a recorded trajectory; `samples` of them, since
  /// everything but the kernels is slow in a debug build.
  @Test(arguments: ["mnist-a", "mnist-b", "cifar10-a"])
  func followsTheRecordedTrajectory(name: String) throws {
    let reference = folder.appendingPathComponent("references/\(name)")
    func array(_ part: String) throws -> NpyArray {
      try NpyArray(contentsOf: reference.appendingPathComponent("\(part).npy"))
    }
    let network = try TrainedNetwork(NetworkWeights(FilePath(reference)))
    let (xt, x0) = (try array("xt"), try array("x0"))
    let levels = try DDPMLinear(.init(["steps": 10])).levels
    #expect(try array("timesteps").doubles() == levels.map(\.t))
    for level in levels {
      let noisy = batch(xt, level.step)[0..<4]
      let gap = largestGap(
        try network.denoise(noisy, at: level), batch(x0, level.step)[0..<4])
      #expect(gap < 1e-3, "\(name) at t = \(level.t): \(gap)")
    }
  }
}
