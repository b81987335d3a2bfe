import Framework

/// Which pixels' fields a run of the task `sensitivity` gives, and how large they are.
struct SensitivityFields {
  let height: Int
  let width: Int
  let pixels: [Pixel]

  init(_ pixels: [Pixel], in shape: ImageShape) {
    (height, width) = (shape.height, shape.width)
    self.pixels = pixels
  }

  /// [pixels, h, w].
  var sizes: [Int] { [pixels.count, height, width] }

  /// What `plan.json` holds of a run.
  var json: JSON {
    [
      "height": .integer(height), "width": .integer(width),
      "pixels": .array(pixels.map { [.integer($0.y), .integer($0.x)] }),
    ]
  }

  /// - Throws: ``RecordDamage``.
  init(_ json: JSON) throws {
    let record = RecordField(json, path: JSONPath().appending("details"))
    height = try record["height"].integer(1...1 << 20)
    width = try record["width"].integer(1...1 << 20)
    pixels = try record["pixels"].list().map { pair in
      let numbers = try pair.list(count: 2).map { try $0.integer(0...1 << 20) }
      return Pixel(y: numbers[0], x: numbers[1])
    }
    guard pixels.allSatisfy({ $0.y < height && $0.x < width }) else {
      throw record["pixels"].damage("pixels inside the images")
    }
  }
}

/// A variant's sensitivity fields, averaged over the finished samples.
struct MeanFields {
  /// Samples that were averaged.
  let samples: Int
  /// [step, pixel, h, w]; empty if no unit is finished.
  let values: [Double]
  let shape: SensitivityFields

  /// The field of one step and of the pixel at a position of the list.
  func field(step: Int, pixel: Int) -> SensitivityField {
    let area = shape.height * shape.width
    let start = (step * shape.pixels.count + pixel) * area
    return SensitivityField(
      height: shape.height, width: shape.width, pixel: shape.pixels[pixel],
      values: Array(values[start..<start + area]))
  }
}

extension Results {
  /// A model's fields, the mean over samples in their order.
  ///
  /// - Throws: ``RecordDamage``, or ``FormatError`` for a unit's array that is damaged.
  func meanFields(_ run: ResultIndex.Run, _ model: ResultIndex.Model) throws -> MeanFields {
    let shape = try SensitivityFields(run.details)
    let size = run.levels.count * shape.sizes.reduce(1, *)
    var sums = [Double](repeating: 0, count: size)
    var samples = 0
    for unit in model.units {
      guard let record = finished(unit, of: model) else { continue }
      let array = try folder.array(SensitivityTask.fields, of: record)
      guard array.shape == [unit.samples.count, run.levels.count] + shape.sizes else { continue }
      for sample in 0..<unit.samples.count {
        let field = array.floats(in: sample * size..<(sample + 1) * size)
        for index in field.indices { sums[index] += Double(field[index]) }
        samples += 1
      }
    }
    for index in sums.indices { sums[index] /= Double(samples) }
    return MeanFields(samples: samples, values: samples > 0 ? sums : [], shape: shape)
  }
}
