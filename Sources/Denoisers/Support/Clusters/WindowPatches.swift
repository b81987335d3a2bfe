import Framework

/// A training set's numbers as they are stored, side by side.
enum PackedImages: Sendable {
  case bytes([UInt8])
  case floats([Float])

  init(_ images: ImageStore) {
    self = images.packedBytes().map { .bytes($0) } ?? .floats(images.packedFloats ?? [])
  }
}

/// The windows of one form around some places of all training images: numbered image by image, place
/// by place, row by row.
struct WindowPatches: Sendable {
  let rows: PlaceAxis
  let columns: PlaceAxis
  /// Of a patch.
  let shape: ImageShape
  let count: Int

  private let images: PackedImages
  private let plane: ImageShape

  init(_ images: PackedImages, _ store: ImageStore, rows: PlaceAxis, columns: PlaceAxis) {
    self.images = images
    self.rows = rows
    self.columns = columns
    plane = store.shape
    shape = ImageShape(
      channels: plane.channels, height: rows.extent, width: columns.extent)
    count = store.count * rows.places.count * columns.places.count
  }

  /// Whether the pixels of both axes are compared with other places than their own.
  var areFree: Bool { rows.pixels.count > 1 && columns.pixels.count > 1 }

  /// The patches of some numbers, and the values of their centres, [channel, patch].
  func patches(_ numbers: ArraySlice<UInt32>) -> (store: ImageStore, centres: [Float]) {
    switch images {
    case .bytes(let bytes):
      let found = windows(numbers, of: bytes)
      return (
        ImageStore(shape: shape, bytes: found),
        centres(found, numbers.count).map { Float(Double($0) / 127.5 - 1) }
      )
    case .floats(let floats):
      let found = windows(numbers, of: floats)
      return (ImageStore(shape: shape, floats: found), centres(found, numbers.count))
    }
  }

  /// The patches of some numbers as they are stored, one a row.
  func stored(_ numbers: ArraySlice<UInt32>) -> Matrix<Float> {
    let values: [Float] =
      switch images {
      case .bytes(let bytes): windows(numbers, of: bytes).map(Float.init)
      case .floats(let floats): windows(numbers, of: floats)
      }
    return Matrix(rows: numbers.count, columns: shape.count, values: values)
  }

  /// What a noisy number x = a · value + noise is a times the stored number of, but for the noise.
  func stored(_ queries: ImageBatch, signal: Double) -> Matrix<Float> {
    let values: [Float] =
      switch images {
      case .bytes: queries.values.map { ($0 + Float(signal)) * 127.5 }
      case .floats: queries.values
      }
    return Matrix(rows: queries.count, columns: shape.count, values: values)
  }

  /// The window around a pixel of a noisy image, which is continued circularly.
  func window(of image: ArraySlice<Float>, y: Int, x: Int) -> [Float] {
    let (height, width) = (plane.height, plane.width)
    var values: [Float] = []
    for c in 0..<plane.channels {
      for row in y - rows.before...y + rows.after {
        let start = image.startIndex + (c * height + (row + height) % height) * width
        for column in x - columns.before...x + columns.after {
          values.append(image[start + (column + width) % width])
        }
      }
    }
    return values
  }

  private func windows<Number>(_ numbers: ArraySlice<UInt32>, of values: [Number]) -> [Number] {
    var result: [Number] = []
    result.reserveCapacity(numbers.count * shape.count)
    let across = columns.places.count
    for number in numbers {
      let (image, place) = Int(number).quotientAndRemainder(
        dividingBy: rows.places.count * across)
      let top = rows.places.lowerBound + place / across - rows.before
      let left = columns.places.lowerBound + place % across - columns.before
      for c in 0..<plane.channels {
        for y in top..<top + rows.extent {
          let start = ((image * plane.channels + c) * plane.height + y) * plane.width + left
          result += values[start..<start + columns.extent]
        }
      }
    }
    return result
  }

  private func centres<Number>(_ patches: [Number], _ count: Int) -> [Number] {
    let centre = rows.before * columns.extent + columns.before
    return (0..<shape.channels * count).map { index in
      let (c, patch) = index.quotientAndRemainder(dividingBy: count)
      return patches[patch * shape.count + c * shape.area + centre]
    }
  }
}
