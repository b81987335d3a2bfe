import Foundation
import Framework

/// `arrays/<label>.sensitivity.npy`, the mean fields [steps, pixels, h, w] of a variant, and
/// `<label>.sensitivity.png`, a picture of them.
enum SensitivityPictures {
  /// Pixels of the picture that a field is at least wide and high, and between fields.
  private static let leastSize = 112
  private static let gap = 4
  /// Output pixels in a picture, spread evenly if there are more.
  private static let mostRows = 8

  /// - Returns: the files.
  static func write(_ results: Results, to folder: URL) throws -> [URL] {
    var files: [URL] = []
    let arrays = folder.appendingPathComponent("arrays", isDirectory: true)
    for (number, run) in results.index.runs.enumerated() {
      let target =
        results.index.runs.count > 1
        ? arrays.appendingPathComponent("run\(number)", isDirectory: true) : arrays
      for model in run.variants {
        let fields = try results.meanFields(run, model)
        guard fields.samples > 0 else { continue }
        try OutputFolder.create(target)
        let shape = fields.shape
        let array = target.appendingPathComponent("\(model.label).sensitivity.npy")
        try NpyArray(
          fields.values.map { Float($0) },
          shape: [run.levels.count, shape.pixels.count, shape.height, shape.width]
        ).write(to: array)
        let url = target.appendingPathComponent("\(model.label).sensitivity.png")
        try PNG.write(picture(of: fields, steps: run.levels.count), to: url)
        files += [array, url]
      }
    }
    return files
  }

  /// Steps from left to right, output pixels from top to bottom; every field has its own scale, from
  /// black for 0 to white for its largest value.
  static func picture(of fields: MeanFields, steps: Int) -> RasterImage {
    let shape = fields.shape
    let count = min(shape.pixels.count, mostRows)
    let rows = (0..<count).map { (2 * $0 + 1) * shape.pixels.count / (2 * count) }
    let scale = max(
      1, (leastSize + max(shape.height, shape.width) - 1) / max(shape.height, shape.width))
    let (height, width) = (scale * shape.height, scale * shape.width)
    let total = (
      height: count * (height + gap) - gap, width: steps * (width + gap) - gap
    )
    var pixels = [UInt8](repeating: 96, count: total.height * total.width)
    for (row, pixel) in rows.enumerated() {
      for step in 0..<steps {
        let values = fields.field(step: step, pixel: pixel).values
        let largest = values.max() ?? 0
        for y in 0..<height {
          let start = (row * (height + gap) + y) * total.width + step * (width + gap)
          for x in 0..<width {
            let value = values[y / scale * shape.width + x / scale]
            pixels[start + x] = largest > 0 ? UInt8((255 * value / largest).rounded()) : 0
          }
        }
      }
    }
    return RasterImage(width: total.width, height: total.height, channels: 1, pixels: pixels)
  }
}
