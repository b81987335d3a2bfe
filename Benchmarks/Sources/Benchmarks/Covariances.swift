import Foundation
import Framework

extension Benchmark {
  static let covariances = [
    covariance(images: 60_000, shape: ImageShape(channels: 1, height: 28, width: 28)),
    covariance(images: 50_000, shape: ImageShape(channels: 3, height: 32, width: 32)),
  ]

  /// From an uncompressed file of bytes, as many as MNIST or CIFAR-10 have, to mean and covariance.
  private static func covariance(images: Int, shape: ImageShape) -> Benchmark {
    let size = shape.count
    // As the product of a matrix with its transpose is counted: half of it is computed.
    let work = Double(images) * Double(size) * Double(size) * 1e-9
    return Benchmark(name: "covariance-\(images)x\(size)", work: work, unit: "GFLOP/s") { _ in
      let file = imageFile(images: images, size: size)
      let outcome = Outcome<Moments>()
      return Prepared {
        outcome.value = load(file, shape).map { Moments(of: $0, ddof: 1) }
      } verify: {
        guard let result = outcome.value, let store = load(file, shape),
          let pixels = store.packedBytes()
        else { return .missing }
        var error = 0.0
        for (i, j) in [(0, 0), (1, 0), (0, 1), (700, 3), (size - 1, size - 1)] {
          var (products, first, second) = (0, 0, 0)
          for k in 0..<images {
            let (x, y) = (Int(pixels[k * size + i]), Int(pixels[k * size + j]))
            products += x * y
            first += x
            second += y
          }
          let exact =
            Double(images * products - first * second) / Double(images * (images - 1))
            / (127.5 * 127.5)
          error = max(error, abs(result.covariance[i, j] - exact) / max(1, abs(exact)))
        }
        return Verdict(error, atMost: 1e-15)
      }
    }
  }

  private static func load(_ file: URL, _ shape: ImageShape) -> ImageStore? {
    guard let idx = try? IDXFile(contentsOf: file) else { return nil }
    return ImageStore(
      shape: shape,
      segments: [
        ImageStore.Segment(
          data: idx.payload, offset: 0, stride: shape.count, count: idx.dimensions[0])
      ])
  }

  /// An IDX file of random images in the folder for temporary files, which compare_numpy.py reads
  /// too; made where it is missing.
  private static func imageFile(images: Int, size: Int) -> URL {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("locus-benchmark-\(images)x\(size).idx")
    if (try? Data(contentsOf: url, options: .alwaysMapped).count) != 12 + images * size {
      var file = Data([0, 0, 8, 2])
      for number in [images, size] {
        file += (0..<4).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
      }
      file += bytes(images * size)
      do { try file.write(to: url, options: .atomic) } catch { fatalError("\(url.path): \(error)") }
    }
    return url
  }
}
