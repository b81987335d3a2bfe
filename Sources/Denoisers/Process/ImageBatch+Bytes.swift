import Foundation
import Framework

extension ImageBatch {
  /// The numbers as little-endian float32, [n, c, h, w].
  var littleEndianBytes: Data {
    // Every platform that Swift runs on stores numbers so.
    values.withUnsafeBytes { Data($0) }
  }

  /// Images from little-endian float32, [n, c, h, w].
  ///
  /// - Precondition: the bytes are those of whole images.
  init(shape: ImageShape, littleEndianBytes bytes: Data, firstSample: Int = 0) {
    let count = bytes.count / MemoryLayout<Float>.size
    let array = NpyArray(payload: bytes, elementType: .float32, shape: [count])
    self.init(shape: shape, values: array.floats(), firstSample: firstSample)
  }
}
