import Framework

/// Where the pixels of one convolution stand in memory.
///
/// A column of the product is an output pixel; columns count through the images, row by row.
struct ConvolutionJob: Sendable {
  let input: FeatureMap
  let result: FeatureMap
  let residual: FeatureMap?
  let geometry: Convolution.Geometry
  /// Place of each tap relative to the first pixel of a kernel.
  let tapOffsets: [Int]

  init(
    input: FeatureMap, result: FeatureMap, residual: FeatureMap?, geometry: Convolution.Geometry
  ) {
    self.input = input
    self.result = result
    self.residual = residual
    self.geometry = geometry
    tapOffsets = (0..<geometry.side * geometry.side).map { tap in
      (tap / geometry.side - geometry.padding) * input.rowStride + tap % geometry.side
        - geometry.padding
    }
  }

  var source: UnsafePointer<Float> { UnsafePointer(input.base) }

  func keepAlive() {
    input.keepAlive()
    result.keepAlive()
    residual?.keepAlive()
  }

  /// Runs of output pixels that are neighbours in the input; see `NetworkKernels.unfold`.
  struct InputRuns {
    var starts: [Int] = []
    var places: [Int] = []
  }

  /// The runs of every panel of `panelWidth` columns.
  func inputRuns(_ columns: Range<Int>, panelWidth: Int) -> [InputRuns] {
    let longest = geometry.stride == 1 ? 16 : 1
    return blocks(from: columns.lowerBound, to: columns.upperBound, of: panelWidth).map { panel in
      var runs = InputRuns()
      var column = panel.lowerBound
      let end = panel.upperBound
      while column < end {
        let pixel = Pixel(column, of: result)
        runs.starts.append(
          input.offset(
            image: pixel.image, row: geometry.stride * pixel.row,
            column: geometry.stride * pixel.column))
        runs.places.append(column - panel.lowerBound)
        column = min(end, column + min(longest, result.width - pixel.column))
      }
      return runs
    }
  }

  /// A run of output pixels that are neighbours in the result and in the residual.
  struct OutputRun {
    /// First column, counted in the block.
    let column: Int
    let count: Int
    let start: Int
    let residualStart: Int
  }

  func outputRuns(_ columns: Range<Int>) -> [OutputRun] {
    let isDense = result.border == 0 && (residual?.border ?? 0) == 0
    var runs: [OutputRun] = []
    var column = columns.lowerBound
    while column < columns.upperBound {
      let pixel = Pixel(column, of: result)
      let length =
        isDense
        ? result.area - pixel.row * result.width - pixel.column : result.width - pixel.column
      let end = min(columns.upperBound, column + length)
      func place(in map: FeatureMap) -> Int {
        map.offset(image: pixel.image, row: pixel.row, column: pixel.column)
      }
      runs.append(
        OutputRun(
          column: column - columns.lowerBound, count: end - column, start: place(in: result),
          residualStart: residual.map(place) ?? 0))
      column = end
    }
    return runs
  }

  /// A column of the product as a pixel.
  private struct Pixel {
    let image: Int
    let row: Int
    let column: Int

    init(_ index: Int, of map: FeatureMap) {
      image = index / map.area
      row = index % map.area / map.width
      column = index % map.width
    }
  }
}
