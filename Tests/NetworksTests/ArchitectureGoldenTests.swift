import Foundation
import Framework
import Testing

@testable import LocusNetworks

/// The networks of Kamb & Ganguli, DiT, guided-diffusion and diffusers against what the authors' code
/// answered; every image has a time, and perhaps a class, of its own.
struct ArchitectureGoldenTests {
  /// A recorded case: the authors' arguments and weights, inputs, and the answers in float32.
  struct Golden {
    let folder: URL
    let name: String

    /// - Parameter path: folder and case.
    init(_ path: String) throws {
      let root = try #require(Bundle.module.resourceURL)
      let file = root.appendingPathComponent("Fixtures/networks/\(path)")
      folder = file.deletingLastPathComponent()
      name = file.lastPathComponent
    }

    var weights: NetworkWeights {
      NetworkWeights(FilePath(folder.appendingPathComponent("\(name).safetensors")))
    }

    func array(_ part: String) throws -> NpyArray {
      try NpyArray(contentsOf: folder.appendingPathComponent("\(name)_\(part).npy"))
    }

    /// The class of every image: a number, or a vector.
    func labels(_ count: Int) throws -> [NetworkLabel] {
      guard let classes = try? array("class") else {
        return [NetworkLabel](repeating: .none, count: count)
      }
      guard classes.shape.count == 2 else { return try classes.integers().map { .number($0) } }
      let size = classes.shape[1]
      return (0..<count).map { .vector(classes.floats(in: $0 * size..<($0 + 1) * size)) }
    }
  }

  static let names = [
    "kamb/resnet_zeros", "kamb/resnet_circular_label", "kamb/resnet_gray_noadd", "kamb/module",
    "kamb/unet_zeros_label", "kamb/unet_circular", "kamb/unet_groupnorm",
    "kamb/unet_batchnorm_gray", "dit/eps", "dit/sigma", "guided/a", "guided/b", "guided/c",
    "diffusers/class_scale_shift", "diffusers/class_timestep", "diffusers/class_identity",
    "diffusers/fourier_skip", "diffusers/learned_time",
  ]

  @Test(arguments: names) func answers(path: String) throws {
    let golden = try Golden(path)
    let (x, all) = (batch(try golden.array("x")), batch(try golden.array("out")))
    let times = try golden.array("t").doubles()
    let labels = try golden.labels(x.count)
    for table in KernelTable.available {
      let network = try TrainedNetwork(golden.weights, engine: NetworkEngine(table: table))
      for index in 0..<x.count {
        // DiT's row for no class is the last of its table.
        let label = labels[index] == .number(10) ? NetworkLabel.none : labels[index]
        #expect(network.body.classes.refusal(of: label) == nil)
        let answer = network.prediction(for: x[index..<index + 1], at: times[index], label: label)
        // Variances that some networks learn come after the answer.
        let expected = all[index..<index + 1].values.prefix(x.shape.count)
        let scale = expected.reduce(0) { max($0, abs($1)) }
        let gap = largestGap(answer, ImageBatch(shape: x.shape, values: Array(expected)))
        #expect(gap < 1e-4 * scale, "\(path) at t = \(times[index]): \(gap) of \(scale)")
      }
    }
  }

  /// An image's answer is its own, on any number of threads.
  @Test(arguments: [
    "kamb/resnet_circular_label", "kamb/unet_batchnorm_gray", "dit/sigma", "guided/a",
  ])
  func answersDoNotDependOnTheBatchOrTheThreads(path: String) throws {
    let golden = try Golden(path)
    let x = batch(try golden.array("x"))
    let label = try golden.labels(x.count)[0]
    let answers = try [1, 2, 3].map { threads in
      try TrainedNetwork(golden.weights, engine: NetworkEngine(pool: WorkPool(threads: threads)))
        .prediction(for: x, at: 0.3, label: label)
    }
    #expect(answers[0] == answers[1] && answers[0] == answers[2])
    let network = try TrainedNetwork(golden.weights)
    for index in 0..<x.count {
      let alone = network.prediction(for: x[index..<index + 1], at: 0.3, label: label)
      #expect(alone == answers[0][index..<index + 1])
    }
  }
}
