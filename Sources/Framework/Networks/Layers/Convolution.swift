import Framework

/// A convolution with square kernels, as a product of its weights with the unfolded input.
///
/// y[o] = bias[o] + Σ_{i, ky, kx} w[o, i, ky, kx] · x[i, stride·row + ky − padding, …]; what lies
/// outside the image stands in the border of the input. The input is unfolded a block of output pixels
/// at a time, straight into the panels of the product. Every output goes through the same operations
/// whatever block it falls into, so images do not influence each other.
public struct Convolution: Sendable {
  let geometry: Geometry
  private let panels: Scratch<Float>
  private let paddedRows: Int
  private let bias: [Float]
  let engine: NetworkEngine

  // Sizes of the blocks; the depth is cut as in `MatrixProduct`.
  private static let depthLimit = 384
  private static let blockColumns = 128
  /// Blocks of fewer rows would unfold the input too often.
  private static let leastRows = 96
  /// Items that keep a machine's threads busy; rows are cut only where columns give fewer.
  private static let wantedItems = 8

  /// - Parameters:
  ///   - weights: [outputs, inputs, side, side]; anything else makes a layer
  ///     that may not be called.
  ///   - bias: one for each output.
  init(_ geometry: Geometry, weights: [Float], bias: [Float], engine: NetworkEngine) {
    self.geometry = geometry
    self.bias = bias
    self.engine = engine
    let set = engine.table.float
    paddedRows = padded(geometry.outputs, set.tileRows)
    let isComplete = weights.count == geometry.outputs * geometry.depth
    panels = Scratch(count: isComplete ? paddedRows * geometry.depth : 0)
    guard isComplete else { return }
    defer { panels.keepAlive() }
    weights.withUnsafeBufferPointer { buffer in
      for slice in blocks(of: geometry.depth, limit: Self.depthLimit) {
        set.pack(
          count: geometry.outputs, depth: slice.count, width: set.tileRows,
          source: buffer.baseAddress! + slice.lowerBound, stride: geometry.depth, across: false,
          panels: panels.base + paddedRows * slice.lowerBound)
      }
    }
  }

  /// A layer with the kernels and threads of the whole program.
  public init(_ geometry: Geometry, weights: [Float], bias: [Float]) {
    self.init(geometry, weights: weights, bias: bias, engine: NetworkEngine())
  }

  /// The convolution of every image of a batch.
  public func callAsFunction(_ images: ImageBatch) -> ImageBatch {
    let map = FeatureMap(images, scaledBy: 1)
    let result = self(
      geometry.border == 0 ? map : engine.shifted(map, by: nil, border: geometry.border))
    return ImageBatch(
      shape: ImageShape(channels: result.channels, height: result.height, width: result.width),
      values: result.values, firstSample: images.firstSample)
  }

  /// The convolution of every image.
  ///
  /// - Parameters:
  ///   - input: its border is as wide as the padding that the kernels reach into.
  ///   - shift: added to the bias, one for each output.
  ///   - residual: a map without border, added to the result before activation.
  ///   - factor: by which the sum is multiplied, before activation too.
  ///   - activates: whether SiLU is applied.
  ///   - border: of the result.
  func callAsFunction(
    _ input: FeatureMap, adding shift: [Float]? = nil, residual: FeatureMap? = nil,
    factor: Float = 1, activates: Bool = false, border: Int = 0
  ) -> FeatureMap {
    precondition(input.channels == geometry.inputs, "a convolution of other channels")
    precondition(input.border >= geometry.border, "a convolution needs a border")
    let result = FeatureMap(
      count: input.count, channels: geometry.outputs, height: geometry.outputSize(input.height),
      width: geometry.outputSize(input.width), border: border)
    let terms = shift.map { shift in zip(bias, shift).map { $0 + $1 } } ?? bias
    let job = ConvolutionJob(
      input: input, result: result, residual: residual, geometry: geometry)
    let columnBlocks = blocks(
      of: input.count * result.area, limit: Self.blockColumns,
      multiple: engine.table.float.tileColumns)
    let cuts = max(1, Self.wantedItems / columnBlocks.count)
    let rowBlocks = blocks(
      of: geometry.outputs,
      limit: max(Self.leastRows, (geometry.outputs + cuts - 1) / cuts),
      multiple: engine.table.float.tileRows)
    engine.pool.forEach(rowBlocks.count * columnBlocks.count) { item in
      let columns = columnBlocks[item / rowBlocks.count]
      multiply(rowBlocks[item % rowBlocks.count], columns, job, terms, factor, activates)
    }
    if border > 0 {
      engine.pool.forEach(input.count) { image in
        for channel in 0..<geometry.outputs {
          result.clearBorder(image, channel, engine.kernels)
        }
      }
    }
    return result
  }

  /// One block of the result.
  private func multiply(
    _ rows: Range<Int>, _ columns: Range<Int>, _ job: ConvolutionJob, _ terms: [Float],
    _ factor: Float, _ activates: Bool
  ) {
    let set = engine.table.float
    let width = set.tileColumns
    let stride = padded(columns.count, width)
    let slices = blocks(of: geometry.depth, limit: Self.depthLimit)
    // Columns that pad the last panel are computed with the others, so they hold numbers too.
    let size = slices[0].count * stride + 16
    let unfolded = columns.count == stride ? Scratch<Float>(count: size) : Scratch(zeros: size)
    let block = Scratch<Float>(count: padded(rows.count, set.tileRows) * stride)
    let tile = Scratch<Float>(count: set.tileRows * width)
    defer {
      unfolded.keepAlive()
      block.keepAlive()
      tile.keepAlive()
      panels.keepAlive()
      job.keepAlive()
    }
    let runs = job.inputRuns(columns, panelWidth: width)
    for slice in slices {
      for (index, run) in runs.enumerated() {
        run.starts.withUnsafeBufferPointer { starts in
          run.places.withUnsafeBufferPointer { places in
            job.tapOffsets.withUnsafeBufferPointer { taps in
              engine.kernels.unfold(
                first: slice.lowerBound, last: slice.upperBound, width: width, source: job.source,
                plane: job.input.planeStride, taps: taps.count, tapOffsets: taps.baseAddress!,
                runs: starts.count, runStarts: starts.baseAddress!, runPlaces: places.baseAddress!,
                panel: unfolded.base + index * width * slice.count)
            }
          }
        }
      }
      set.multiplyPanels(
        rows: padded(rows.count, set.tileRows), columns: stride, depth: slice.count,
        left: panels.base + paddedRows * slice.lowerBound + rows.lowerBound * slice.count,
        right: unfolded.base, result: block.base, stride: stride,
        sign: slice.lowerBound == 0 ? 0 : 1, beyond: stride, scratch: tile.base)
    }
    terms.withUnsafeBufferPointer { terms in
      for run in job.outputRuns(columns) {
        let (map, residual) = (job.result, job.residual)
        engine.kernels.finish(
          rows: rows.count, columns: run.count, block: block.base + run.column, stride: stride,
          bias: terms.baseAddress! + rows.lowerBound,
          residual: residual.map {
            UnsafePointer($0.base + run.residualStart + rows.lowerBound * $0.planeStride)
          }, residualPlane: residual?.planeStride ?? 0, factor: factor, activates: activates,
          result: map.base + run.start + rows.lowerBound * map.planeStride,
          resultPlane: map.planeStride)
      }
    }
  }
}
