/// Working memory of a program for one group of images that lie side by side: a vector of zeros, a
/// vector for each pixel and the sums that masks share.
final class MaskTable {
  /// Masks whose sums are formed before they are used: few, so that they are still in the first-level
  /// cache.
  private static let chunk = 64

  private let program: MaskProgram
  private let kernels: any MaskKernelSet.Type
  private let vectors: Scratch<Float>
  private let sums: Scratch<Float>

  init(_ program: MaskProgram, kernels: any MaskKernelSet.Type) {
    self.program = program
    self.kernels = kernels
    vectors = Scratch(count: program.vectorCount * ImageGroup.size)
    vectors.base.initialize(repeating: 0, count: ImageGroup.size)
    sums = Scratch(count: Self.chunk * ImageGroup.size)
  }

  /// The pixels' vectors, to be filled in before sums are formed.
  var pixels: UnsafeMutablePointer<Float> { vectors.base + ImageGroup.size }

  /// Calls `body` with the sums over some masks after the others.
  ///
  /// - Parameter start: 32 numbers that join every sum; zeros if there are none.
  func forEachSums(
    from start: UnsafePointer<Float>? = nil,
    _ body: (_ masks: Range<Int>, _ sums: UnsafePointer<Float>) -> Void
  ) {
    program.withPointers { pairs, bounds, terms in
      kernels.addPairs(
        count: program.pairs.count / 2, pairs: pairs, table: vectors.base,
        target: pixels + program.pixelCount * ImageGroup.size)
      for masks in blocks(from: 0, to: program.maskCount, of: Self.chunk) {
        kernels.sums(
          count: masks.count, bounds: bounds + masks.lowerBound, terms: terms, table: vectors.base,
          start: start ?? UnsafePointer(vectors.base), sums: sums.base)
        body(masks, UnsafePointer(sums.base))
      }
    }
  }
}

extension MaskProgram {
  fileprivate typealias Pointer = UnsafePointer<Int32>

  /// Calls `body` with the program as kernels read it.
  fileprivate func withPointers(
    _ body: (_ pairs: Pointer, _ bounds: Pointer, _ terms: Pointer) -> Void
  ) {
    bounds.withUnsafeBufferPointer { bounds in
      pairs.withUnsafeBufferPointer { pairs in
        terms.withUnsafeBufferPointer { terms in
          guard let bounds = bounds.baseAddress else { return }
          // Of what is empty nothing is read.
          body(pairs.baseAddress ?? bounds, bounds, terms.baseAddress ?? bounds)
        }
      }
    }
  }
}
