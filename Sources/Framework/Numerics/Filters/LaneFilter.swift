/// Applies an ``ImageFilter`` to 32 images side by side; working memory of one item of parallel work.
package final class LaneFilter {
  /// Images side by side.
  package static let lanes = 32

  private let filter: ImageFilter
  private let planes: Int
  private let kernels: any MaskKernelSet.Type
  private let zeros = Scratch<Float>(zeros: LaneFilter.lanes)
  /// Sums along the columns of one plane, [row of results, column].
  private let partial: Scratch<Float>
  private let sums: Scratch<Float>

  /// - Parameter planes: that are filtered alike.
  package init(_ filter: ImageFilter, planes: Int, kernels: any MaskKernelSet.Type) {
    self.filter = filter
    self.planes = planes
    self.kernels = kernels
    switch filter {
    case .rows: partial = Scratch(count: 0)
    case .separable(let rows, let columns):
      partial = Scratch(count: rows.outputs * columns.taps * Self.lanes)
    }
    sums = Scratch(count: planes * filter.outputs * Self.lanes)
  }

  /// The sums, [plane, sum, lane]; they hold until the next call.
  ///
  /// - Parameters:
  ///   - images: [plane, number, lane].
  ///   - start: 32 numbers that join every sum; zeros if there are none.
  package func apply(
    to images: UnsafePointer<Float>, from start: UnsafePointer<Float>? = nil
  ) -> UnsafePointer<Float> {
    let start = start ?? UnsafePointer(zeros.base)
    for plane in 0..<planes {
      let source = images + plane * filter.inputs * Self.lanes
      let target = sums.base + plane * filter.outputs * Self.lanes
      switch filter {
      case .rows(let axis):
        axis.withPointers { factors, bounds in
          kernels.filter(
            outputs: axis.outputs, count: 1, taps: axis.taps, factors: factors, bounds: bounds,
            start: start, source: source, tapStride: 1, sourceStep: 0, result: target,
            outputStride: 1, resultStep: 0)
        }
      case .separable(let rows, let columns):
        rows.withPointers { factors, bounds in
          kernels.filter(
            outputs: rows.outputs, count: columns.taps, taps: rows.taps, factors: factors,
            bounds: bounds, start: zeros.base, source: source, tapStride: columns.taps,
            sourceStep: 1, result: partial.base, outputStride: columns.taps, resultStep: 1)
        }
        columns.withPointers { factors, bounds in
          kernels.filter(
            outputs: columns.outputs, count: rows.outputs, taps: columns.taps, factors: factors,
            bounds: bounds, start: start, source: partial.base, tapStride: 1,
            sourceStep: columns.taps, result: target, outputStride: 1,
            resultStep: columns.outputs)
        }
      }
    }
    return UnsafePointer(sums.base)
  }
}
