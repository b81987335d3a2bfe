import Foundation
import Framework
import LocusNetworks

/// Trained networks and their layers, at the sizes of the papers' CIFAR-10 network and of EDM's.
///
/// Whole networks come from `compare_torch.py` and `compare_torch_edm.py`, which write weights,
/// images and PyTorch's answers to the folders LOCUS_BENCH_NETWORK and LOCUS_BENCH_EDM; without them
/// only single layers are timed.
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
    func folder(_ variable: String) -> URL? {
      ProcessInfo.processInfo.environment[variable].flatMap {
        $0.isEmpty ? nil : URL(fileURLWithPath: $0)
      }
    }
    let (ddpm, edm) = (folder("LOCUS_BENCH_NETWORK"), folder("LOCUS_BENCH_EDM"))
    return [1, 16].flatMap { images in
      (ddpm.map { [network($0, images: images)] } ?? [])
        + (edm.map { edm in
          ["song", "adm"].map {
            network(edm.appendingPathComponent($0), "edm-\($0)", images: images)
          }
        } ?? [])
    }
  }()

  /// x.npy and eps.npy hold 16 images and PyTorch's answers at t = 500.
  private static func network(_ folder: URL, images: Int) -> Benchmark {
    Benchmark(name: "ddpm-unet-cifar-\(images)", work: Double(images) * 1e-9, unit: "G images/s") {
      _ in
      do {
        let level = try DDPMLinear(.init(["steps": 1000])).levels[499]
        let (x, noise) = try (batch("x", images, folder), batch("eps", images, folder))
        return try prepared(
          folder, x, at: level, expected: ImageBatch((x - level.noise * noise) / level.signal),
          bound: 1e-4 / level.signal)
      } catch {
        fatalError("\(error)")
      }
    }
  }

  /// x.npy and x0.npy hold 16 images and PyTorch's answers at σ = 1.
  private static func network(_ folder: URL, _ name: String, images: Int) -> Benchmark {
    Benchmark(name: "\(name)-\(images)", work: Double(images) * 1e-9, unit: "G images/s") { _ in
      do {
        return try prepared(
          folder, batch("x", images, folder), at: NoiseLevel(signal: 1, noise: 1, step: 0, t: 1),
          expected: batch("x0", images, folder), bound: 1e-4)
      } catch {
        fatalError("\(error)")
      }
    }
  }

  private static func batch(_ name: String, _ images: Int, _ folder: URL) throws -> ImageBatch {
    let array = try NpyArray(contentsOf: folder.appendingPathComponent("\(name).npy"))
    let shape = ImageShape(channels: array.shape[1], height: array.shape[2], width: array.shape[3])
    return ImageBatch(shape: shape, values: array.floats())[0..<images]
  }

  private static func prepared(
    _ folder: URL, _ x: ImageBatch, at level: NoiseLevel, expected: ImageBatch, bound: Double
  ) throws -> Prepared {
    let network = try TrainedNetwork(NetworkWeights(FilePath(folder)))
    let outcome = Outcome<ImageBatch>()
    return Prepared {
      outcome.value = try? network.denoise(x, at: level)
    } verify: {
      guard let result = outcome.value else { return .missing }
      let gaps = zip(result.values, expected.values).map { abs($0 - $1) }
      return Verdict(Double(gaps.max() ?? .nan), atMost: bound)
    }
  }
}
