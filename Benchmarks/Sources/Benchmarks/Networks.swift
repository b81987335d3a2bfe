import Foundation
import Framework
import LocusNetworks

/// Trained networks and their layers, at the sizes of the papers' CIFAR-10 network.
///
/// Whole networks come from `compare_torch.py`, which writes weights, images and PyTorch's answers
/// to the folder LOCUS_BENCH_NETWORK; without it only single layers are timed.
extension Benchmark {
  static let networks = layers + wholeNetworks

  private static let layers: [Benchmark] = [
    (128, 128, 32), (256, 128, 32), (256, 256, 16), (384, 384, 8), (512, 512, 4),
  ].flatMap { inputs, outputs, size in
    [1, 16].map { convolution(inputs: inputs, outputs: outputs, size: size, images: $0) }
  }

  private static func convolution(
    inputs: Int, outputs: Int, size: Int, images: Int
  ) -> Benchmark {
    Benchmark(
      name: "conv-\(inputs)-\(outputs)-\(size)px-\(images)",
      work: 2 * 9 * Double(inputs * outputs * size * size * images) * 1e-9, unit: "GFLOP/s"
    ) { _ in
      var random = BenchmarkRandom()
      let weights = (0..<9 * inputs * outputs).map { _ in Float(random.symmetric()) }
      let shape = ImageShape(channels: inputs, height: size, width: size)
      let values = (0..<images * shape.count).map { _ in Float(random.symmetric()) }
      let layer = Convolution(
        .init(inputs: inputs, outputs: outputs), weights: weights,
        bias: [Float](repeating: 0.5, count: outputs))
      let x = ImageBatch(shape: shape, values: values)
      let outcome = Outcome<ImageBatch>()
      return Prepared {
        outcome.value = layer(x)
      } verify: {
        guard let result = outcome.value else { return .missing }
        var error = 0.0
        for sample in 0..<50 {
          let place = sample * 7919 % result.values.count
          let (n, o) = (place / (outputs * size * size), place / (size * size) % outputs)
          let (row, column) = (place / size % size, place % size)
          var exact = 0.5
          for i in 0..<inputs {
            for tap in 0..<9 {
              let (y, x) = (row + tap / 3 - 1, column + tap % 3 - 1)
              guard y >= 0, x >= 0, y < size, x < size else { continue }
              exact +=
                Double(weights[(o * inputs + i) * 9 + tap])
                * Double(values[((n * inputs + i) * size + y) * size + x])
            }
          }
          error = max(error, abs(exact - Double(result.values[place])))
        }
        return Verdict(error, atMost: 1e-3)
      }
    }
  }

  private static let wholeNetworks: [Benchmark] = {
    let path = ProcessInfo.processInfo.environment["LOCUS_BENCH_NETWORK"] ?? ""
    return path.isEmpty ? [] : [1, 16].map { network(URL(fileURLWithPath: path), images: $0) }
  }()

  /// x.npy and eps.npy hold 16 images and PyTorch's answers at t = 500.
  private static func network(_ folder: URL, images: Int) -> Benchmark {
    Benchmark(name: "ddpm-unet-cifar-\(images)", work: Double(images) * 1e-9, unit: "G images/s") {
      _ in
      func batch(_ name: String) throws -> ImageBatch {
        let array = try NpyArray(contentsOf: folder.appendingPathComponent("\(name).npy"))
        let shape = ImageShape(
          channels: array.shape[1], height: array.shape[2], width: array.shape[3])
        return ImageBatch(shape: shape, values: array.floats())[0..<images]
      }
      do {
        let network = try TrainedNetwork(NetworkWeights(FilePath(folder)))
        let level = try DDPMLinear(.init(["steps": 1000])).levels[499]
        let (x, noise) = (try batch("x"), try batch("eps"))
        let outcome = Outcome<ImageBatch>()
        return Prepared {
          outcome.value = try? network.denoise(x, at: level)
        } verify: {
          guard let result = outcome.value else { return .missing }
          let expected = x.combined(with: noise) { ($0 - level.noise * $1) / level.signal }
          let gaps = zip(result.values, expected.values).map { abs($0 - $1) }
          return Verdict(Double(gaps.max() ?? .nan) * level.signal, atMost: 1e-4)
        }
      } catch {
        fatalError("\(error)")
      }
    }
  }
}
