import Foundation
import TestSupport
import Testing

@testable import LocusNumerics

@Suite struct ImageScanTests {
  /// A scan over arrays, so that tests read without pointers.
  private func distances(
    _ kernels: KernelTable, queries: [Float], queryCount: Int, queryStride: Int, factor: Float,
    bytes: [UInt8]? = nil, floats: [Float]? = nil, imageCount: Int, imageStride: Int, elements: Int
  ) -> [Float] {
    let scan = ImageScan(kernels: kernels)
    var result = [Float](repeating: -1, count: queryCount * imageCount)
    queries.withUnsafeBufferPointer { query in
      result.withUnsafeMutableBufferPointer { target in
        bytes?.withUnsafeBufferPointer { image in
          scan.squaredDistances(
            queries: query.baseAddress!, queryCount: queryCount, queryStride: queryStride,
            factor: factor, images: image.baseAddress!, imageCount: imageCount,
            imageStride: imageStride, elements: elements, distances: target.baseAddress!,
            distanceStride: imageCount)
        }
        floats?.withUnsafeBufferPointer { image in
          scan.squaredDistances(
            queries: query.baseAddress!, queryCount: queryCount, queryStride: queryStride,
            factor: factor, images: image.baseAddress!, imageCount: imageCount,
            imageStride: imageStride, elements: elements, distances: target.baseAddress!,
            distanceStride: imageCount)
        }
      }
    }
    return result
  }

  @Test(arguments: KernelTable.available)
  func distancesAreWithinTheirBound(kernels: KernelTable) {
    for elements in [1, 2, 3, 15, 16, 17, 31, 33, 784, 1024, 1040, 2100] {
      let (queryCount, imageCount, gap) = (5, 3, 7)
      let stride = elements + gap
      var random = TestRandom(seed: UInt64(elements))
      let queries = (0..<queryCount * stride).map { _ in Float(random.symmetric() * 200) }
      let bytes = (0..<imageCount * stride).map { _ in UInt8.random(in: 0...255, using: &random) }
      let factor: Float = 0.37
      let result = distances(
        kernels, queries: queries, queryCount: queryCount, queryStride: stride, factor: factor,
        bytes: bytes, imageCount: imageCount, imageStride: stride, elements: elements)
      let ofFloats = distances(
        kernels, queries: queries, queryCount: queryCount, queryStride: stride, factor: factor,
        floats: bytes.map(Float.init), imageCount: imageCount, imageStride: stride,
        elements: elements)
      expectSame(result, ofFloats)
      for b in 0..<queryCount {
        for i in 0..<imageCount {
          var (exact, slack) = (0.0, 0.0)
          for j in 0..<elements {
            let image = Double(factor) * Double(bytes[i * stride + j])
            let query = Double(queries[b * stride + j])
            let difference = query - image
            exact += difference * difference
            // One rounding of the product and one of the difference.
            slack += 2 * abs(difference) * (abs(image) + abs(query))
          }
          let unit = 0x1p-24
          let bound = (64 + Double(elements) / 1024 + 8) * unit * exact + slack * unit * 1.01
          #expect(abs(Double(result[b * imageCount + i]) - exact) <= bound)
        }
      }
    }
  }

  @Test(arguments: KernelTable.available)
  func aDistanceDependsOnItsQueryAndImageOnly(kernels: KernelTable) {
    let elements = 50
    var random = TestRandom(seed: 5)
    let queries = (0..<9 * elements).map { _ in Float(random.symmetric()) }
    let images = (0..<13 * elements).map { _ in Float(random.symmetric()) }
    let whole = distances(
      kernels, queries: queries, queryCount: 9, queryStride: elements, factor: 0.7, floats: images,
      imageCount: 13, imageStride: elements, elements: elements)
    for b in 0..<9 {
      for i in 0..<13 {
        let single = distances(
          kernels, queries: Array(queries[b * elements..<(b + 1) * elements]), queryCount: 1,
          queryStride: elements, factor: 0.7,
          floats: Array(images[i * elements..<(i + 1) * elements]), imageCount: 1,
          imageStride: elements, elements: elements)
        #expect(single == [whole[b * 13 + i]])
      }
    }
    for count in 1..<9 {
      let part = distances(
        kernels, queries: queries, queryCount: count, queryStride: elements, factor: 0.7,
        floats: images, imageCount: 13, imageStride: elements, elements: elements)
      expectSame(part, Array(whole.prefix(count * 13)))
    }
  }

  @Test(arguments: KernelTable.available)
  func notANumberStaysInItsDistance(kernels: KernelTable) {
    var queries = [Float](repeating: 1, count: 5 * 20)
    queries[2 * 20 + 19] = .nan
    queries[3 * 20 + 4] = .infinity
    let result = distances(
      kernels, queries: queries, queryCount: 5, queryStride: 20, factor: 1,
      bytes: [UInt8](repeating: 3, count: 20), imageCount: 1, imageStride: 20, elements: 20)
    #expect(result[0] == 80 && result[1] == 80 && result[4] == 80)
    #expect(result[2].isNaN)
    #expect(result[3] == .infinity)
  }

  @Test(arguments: KernelTable.available)
  func weightedSumsAreWithinTheirBound(kernels: KernelTable) {
    for elements in [1, 5, 32, 47, 100] {
      for (queryCount, imageCount) in [(1, 1), (3, 10), (6, 300)] {
        let stride = elements + 3
        var random = TestRandom(seed: 7)
        let weights = (0..<queryCount * imageCount).map { _ in Float(random.symmetric()) }
        let bytes = (0..<imageCount * stride).map { _ in UInt8.random(in: 0...255, using: &random) }
        let start = (0..<queryCount * elements).map { _ in Float(random.symmetric()) }
        let result = weightedSums(
          kernels, weights, queryCount, bytes, imageCount, stride, elements, start)
        let ofFloats = weightedSums(
          kernels, weights, queryCount, bytes.map(Float.init), imageCount, stride, elements, start)
        expectSame(result, ofFloats)
        for b in 0..<queryCount {
          for j in 0..<elements {
            var exact = Double(start[b * elements + j])
            var magnitude = abs(exact)
            for i in 0..<imageCount {
              let term = Double(weights[b * imageCount + i]) * Double(bytes[i * stride + j])
              exact += term
              magnitude += abs(term)
            }
            let bound = (66 + Double(imageCount) / 64) * 0x1p-24 * magnitude
            #expect(abs(Double(result[b * elements + j]) - exact) <= bound)
          }
        }
      }
    }
  }

  private func weightedSums(
    _ kernels: KernelTable, _ weights: [Float], _ queryCount: Int, _ bytes: [UInt8],
    _ imageCount: Int, _ stride: Int, _ elements: Int, _ start: [Float]
  ) -> [Float] {
    var sums = start
    weights.withUnsafeBufferPointer { weight in
      bytes.withUnsafeBufferPointer { image in
        sums.withUnsafeMutableBufferPointer { target in
          ImageScan(kernels: kernels).addWeighted(
            weights: weight.baseAddress!, queryCount: queryCount, weightStride: imageCount,
            images: image.baseAddress!, imageCount: imageCount, imageStride: stride,
            elements: elements, sums: target.baseAddress!, sumStride: elements)
        }
      }
    }
    return sums
  }

  private func weightedSums(
    _ kernels: KernelTable, _ weights: [Float], _ queryCount: Int, _ images: [Float],
    _ imageCount: Int, _ stride: Int, _ elements: Int, _ start: [Float]
  ) -> [Float] {
    var sums = start
    weights.withUnsafeBufferPointer { weight in
      images.withUnsafeBufferPointer { image in
        sums.withUnsafeMutableBufferPointer { target in
          ImageScan(kernels: kernels).addWeighted(
            weights: weight.baseAddress!, queryCount: queryCount, weightStride: imageCount,
            images: image.baseAddress!, imageCount: imageCount, imageStride: stride,
            elements: elements, sums: target.baseAddress!, sumStride: elements)
        }
      }
    }
    return sums
  }
}
