import ByteKernels

extension JPEGCoefficients {
  /// The pixels of coefficients that are complete.
  func image(isRGB: Bool) -> RasterImage {
    let channels = frame.components.count
    let samples = samples()
    // Rows of all components at the full size, one behind the other.
    let stride = frame.components.map { $0.columns * (frame.across / $0.across) }.max() ?? 0
    var rows = [UInt8](repeating: 0, count: stride * channels)
    let rowBytes = frame.width * channels
    let pixels = [UInt8](unsafeUninitializedCapacity: rowBytes * frame.height) { pixels, count in
      samples.withUnsafeBufferPointer { samples in
        rows.withUnsafeMutableBufferPointer { rows in
          guard let pixels = pixels.baseAddress, let rows = rows.baseAddress,
            let samples = samples.baseAddress
          else { return }
          let planes = frame.components.map { plane($0, samples) }
          for y in 0..<frame.height {
            for (index, plane) in planes.enumerated() { plane.expandRow(y, rows + index * stride) }
            let row = pixels + y * rowBytes
            if channels == 1 {
              row.update(from: rows, count: rowBytes)
            } else if isRGB {
              interleaveJPEGRow(rows, stride: stride, count: frame.width, row)
            } else {
              convertJPEGRow(rows, stride: stride, count: frame.width, row)
            }
          }
        }
      }
      count = rowBytes * frame.height
    }
    return RasterImage(
      width: frame.width, height: frame.height, channels: channels, pixels: pixels)
  }

  private func plane(
    _ component: JPEGFrame.Component, _ samples: UnsafePointer<UInt8>
  ) -> JPEGPlane {
    JPEGPlane(
      samples + 64 * component.firstBlock, stride: 8 * component.stride,
      columns: component.columns, rows: component.rows, across: frame.across / component.across,
      down: frame.down / component.down)
  }

  /// The samples of all components, each as rows of whole blocks.
  private func samples() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: blocks.count) { output, count in
      output.initialize(repeating: 0)
      blocks.withUnsafeBufferPointer { blocks in
        for (index, component) in frame.components.enumerated() {
          guard let output = output.baseAddress, let blocks = blocks.baseAddress,
            let steps = steps[index]
          else { continue }
          let start = 64 * component.firstBlock
          transformJPEGBlocks(
            blocks + start, columns: component.stride, rows: component.storedRows, steps: steps,
            output + start)
        }
      }
      count = blocks.count
    }
  }
}
