import TestSupport
import Testing

@testable import LocusNumerics

@Suite struct CovarianceAccumulatorTests {
  /// Bytes with a correlation between neighbours and two constant columns.
  private static func images(_ count: Int, dimension: Int, stride: Int) -> [UInt8] {
    var random = TestRandom(seed: 1)
    var bytes = [UInt8](repeating: 77, count: count * stride)
    for i in 0..<count {
      let common = Int.random(in: 0...127, using: &random)
      for j in 0..<dimension {
        let own = Int.random(in: 0...128, using: &random)
        bytes[i * stride + j] = UInt8(common + own)
      }
      bytes[i * stride] = 255
      if dimension > 1 { bytes[i * stride + 1] = 0 }
    }
    return bytes
  }

  @Test(arguments: KernelTable.available)
  func bytesAreExact(kernels: KernelTable) {
    // Beyond one slice of images, with rows that do not follow each other directly.
    for (count, dimension, stride) in [(2, 1, 1), (5, 3, 4), (1100, 30, 37), (300, 130, 130)] {
      let bytes = Self.images(count, dimension: dimension, stride: stride)
      var accumulator = CovarianceAccumulator(
        dimension: dimension, pool: testPools[1], kernels: kernels)
      bytes.withUnsafeBufferPointer {
        accumulator.add(bytes: $0.baseAddress!, rows: count, stride: stride)
      }
      let (mean, covariance) = accumulator.finish(ddof: 1)
      for i in 0..<dimension {
        var sum = 0
        for k in 0..<count { sum += Int(bytes[k * stride + i]) }
        #expect(abs(mean[i] - Double(sum) / Double(count)) <= 1e-15 * mean[i])
        for j in 0..<min(dimension, 40) {
          var (products, other) = (0, 0)
          for k in 0..<count {
            products += Int(bytes[k * stride + i]) * Int(bytes[k * stride + j])
            other += Int(bytes[k * stride + j])
          }
          let exact = Double(count * products - sum * other) / Double(count * (count - 1))
          #expect(abs(covariance[i, j] - exact) <= 4e-16 * abs(exact))
        }
      }
      #expect(covariance[0, 0] == 0)
    }
  }

  @Test(arguments: KernelTable.available)
  func extremeBytesDoNotRound(kernels: KernelTable) {
    // 0 and 255 only: the largest products that a block can meet.
    let bytes = (0..<2048 * 2).map { UInt8($0 % 4 < 2 ? 0 : 255) }
    var accumulator = CovarianceAccumulator(dimension: 2, pool: testPools[0], kernels: kernels)
    bytes.withUnsafeBufferPointer {
      accumulator.add(bytes: $0.baseAddress!, rows: 2048, stride: 2)
    }
    let (mean, covariance) = accumulator.finish()
    #expect(mean == [127.5, 127.5])
    #expect(covariance.values == [Double](repeating: 127.5 * 127.5, count: 4))
  }

  /// 255 everywhere but in one pixel of one image, with more images than 32-bit sums have room for.
  @Test(arguments: KernelTable.available)
  func manySaturatedImages(kernels: KernelTable) {
    let (count, dimension) = (140_003, 3)
    var bytes = [UInt8](repeating: 255, count: count * dimension)
    bytes[70_001 * dimension + 2] = 1
    var accumulator = CovarianceAccumulator(
      dimension: dimension, pool: testPools[1], kernels: kernels)
    bytes.withUnsafeBufferPointer {
      accumulator.add(bytes: $0.baseAddress!, rows: count, stride: dimension)
    }
    let (mean, covariance) = accumulator.finish()
    let n = Double(count)
    #expect(mean[0] == 255 && mean[1] == 255 && abs(mean[2] - (255 - 254 / n)) < 1e-13)
    // One image in n differs by 254.
    let variance = 254 * 254 * (1 / n) * (1 - 1 / n)
    for i in 0..<dimension {
      for j in 0..<dimension {
        let expected = i == 2 && j == 2 ? variance : 0
        #expect(abs(covariance[i, j] - expected) <= 1e-12 * expected)
      }
    }
  }

  /// Sums of products of random bytes against integers, at every size of tile and panel, and images
  /// added in several calls.
  @Test(arguments: KernelTable.available)
  func sumsOfAnyShapeAreExact(kernels: KernelTable) {
    for (count, dimension) in [
      (1, 1), (2, 7), (3, 8), (4, 9), (5, 23), (6, 24), (7, 25), (513, 41), (1027, 97), (2061, 100),
    ] {
      let stride = dimension + 3
      var random = TestRandom(seed: UInt64(count))
      let bytes = (0..<count * stride).map { _ in UInt8.random(in: 0...255, using: &random) }
      let products = ByteProducts(kernels: kernels.words, pool: testPools[1])
      var moments = SecondMoments(dimension: dimension)
      let first = count / 3
      bytes.withUnsafeBufferPointer {
        for rows in [0..<first, first..<count] where !rows.isEmpty {
          products.add(
            ByteProducts.Source(
              base: $0.baseAddress! + rows.lowerBound * stride, rows: rows.count, stride: stride),
            to: &moments)
        }
      }
      #expect(moments.count == count)
      var exact = [Int](repeating: 0, count: dimension * dimension)
      var sums = [Int](repeating: 0, count: dimension)
      bytes.withUnsafeBufferPointer { bytes in
        for k in 0..<count {
          let image = UnsafeBufferPointer(rebasing: bytes[k * stride..<(k + 1) * stride])
          for i in 0..<dimension {
            sums[i] += Int(image[i])
            for j in 0...i { exact[i * dimension + j] += Int(image[i]) * Int(image[j]) }
          }
        }
      }
      #expect(moments.sums == sums.map(Double.init))
      for i in 0..<dimension {
        for j in 0...i where moments.products[i, j] != Double(exact[i * dimension + j]) {
          Issue.record("\(count) images of \(dimension): product \(i), \(j)")
        }
      }
    }
  }

  @Test(arguments: KernelTable.available)
  func floatsAreMultipliedInDouble(kernels: KernelTable) {
    let (count, dimension, stride) = (1500, 9, 11)
    var random = TestRandom(seed: 2)
    let values = (0..<count * stride).map { _ in Float(random.symmetric()) }
    var accumulator = CovarianceAccumulator(
      dimension: dimension, pool: testPools[1], kernels: kernels)
    values.withUnsafeBufferPointer {
      accumulator.add(floats: $0.baseAddress!, rows: 700, stride: stride)
      accumulator.add(floats: $0.baseAddress! + 700 * stride, rows: count - 700, stride: stride)
    }
    #expect(accumulator.count == count)
    let (mean, covariance) = accumulator.finish(ddof: 0)
    let means = (0..<dimension).map { j in
      (0..<count).reduce(0.0) { $0 + Double(values[$1 * stride + j]) } / Double(count)
    }
    for i in 0..<dimension {
      #expect(abs(mean[i] - means[i]) < 1e-14)
      for j in 0..<dimension {
        var sum = 0.0
        for k in 0..<count {
          sum +=
            (Double(values[k * stride + i]) - means[i])
            * (Double(values[k * stride + j]) - means[j])
        }
        #expect(abs(covariance[i, j] - sum / Double(count)) < 1e-14)
      }
    }
  }

  @Test func scaleAndOffset() {
    let bytes: [UInt8] = [0, 255, 255, 0, 0, 255]
    var accumulator = CovarianceAccumulator(dimension: 2)
    bytes.withUnsafeBufferPointer { accumulator.add(bytes: $0.baseAddress!, rows: 3, stride: 2) }
    let (mean, covariance) = accumulator.finish(ddof: 1, scale: 1 / 127.5, offset: -1)
    #expect(abs(mean[0] + 1.0 / 3) < 1e-15 && abs(mean[1] - 1.0 / 3) < 1e-15)
    #expect(abs(covariance[0, 0] - 4.0 / 3) < 1e-15)
    #expect(abs(covariance[0, 1] + 4.0 / 3) < 1e-15)
  }

  @Test func bytesAndFloatsTogether() {
    let bytes: [UInt8] = [3, 200, 90, 12]
    let floats: [Float] = [3, 200, 90, 12, 7, 7.5]
    var mixed = CovarianceAccumulator(dimension: 2)
    var all = CovarianceAccumulator(dimension: 2)
    bytes.withUnsafeBufferPointer { mixed.add(bytes: $0.baseAddress!, rows: 2, stride: 2) }
    floats.withUnsafeBufferPointer {
      mixed.add(floats: $0.baseAddress! + 4, rows: 1, stride: 2)
      all.add(floats: $0.baseAddress!, rows: 3, stride: 2)
    }
    let (mean, covariance) = mixed.finish(ddof: 1)
    let (expectedMean, expected) = all.finish(ddof: 1)
    for j in 0..<2 { #expect(abs(mean[j] - expectedMean[j]) < 1e-12) }
    #expect(covariance.largestDifference(from: expected) < 1e-10)
  }

  @Test(arguments: KernelTable.available)
  func threadsDoNotChangeABit(kernels: KernelTable) {
    let bytes = Self.images(400, dimension: 300, stride: 300)
    let floats = bytes.map { Float($0) / 3 }
    let results = testPools.map { pool in
      var accumulator = CovarianceAccumulator(dimension: 300, pool: pool, kernels: kernels)
      bytes.withUnsafeBufferPointer {
        accumulator.add(bytes: $0.baseAddress!, rows: 400, stride: 300)
      }
      floats.withUnsafeBufferPointer {
        accumulator.add(floats: $0.baseAddress!, rows: 400, stride: 300)
      }
      return accumulator.finish()
    }
    for result in results.dropFirst() {
      expectSame(result.mean, results[0].mean)
      expectSame(result.covariance, results[0].covariance)
    }
  }
}
