import ByteKernels

/// The quantisation steps and Huffman codes that a JPEG file has defined so far.
struct JPEGTables {
  /// Four tables of 64 steps, row by row.
  private(set) var steps = [[UInt16]?](repeating: nil, count: 4)
  /// Four codes of constant coefficients, then four of the others.
  var codes = [Int32](repeating: 0, count: 8 * JPEGCode.size)
  private(set) var hasCode = [Bool](repeating: false, count: 8)

  mutating func addSteps(_ segment: JPEGSegment) throws {
    var index = 0
    while index < segment.bytes.count {
      let (wide, slot) = (Int(segment.bytes[index] >> 4), Int(segment.bytes[index] & 15))
      index += 1
      guard wide <= 1, slot <= 3, index + 64 * (wide + 1) <= segment.bytes.count else {
        throw segment.damaged("is incomplete or has an unknown number")
      }
      var table = [UInt16](repeating: 0, count: 64)
      for (k, place) in JPEG.order.enumerated() {
        table[Int(place)] =
          wide == 1
          ? UInt16(segment.uint16(index + 2 * k)) : UInt16(segment.bytes[index + k])
      }
      guard !table.contains(0) else { throw segment.damaged("has a step of 0") }
      steps[slot] = table
      index += 64 * (wide + 1)
    }
  }

  mutating func addCodes(_ segment: JPEGSegment) throws {
    let bytes = segment.bytes
    var index = 0
    while index < bytes.count {
      let (kind, number) = (Int(bytes[index] >> 4), Int(bytes[index] & 15))
      let counts = Array(bytes[(index + 1)...].prefix(16))
      let sum = counts.reduce(0) { $0 + Int($1) }
      index += 17
      guard kind <= 1, number <= 3, sum <= 256, index + sum <= bytes.count else {
        throw segment.damaged("is incomplete or has an unknown number")
      }
      let slot = 4 * kind + number
      let values = Array(bytes[index..<index + sum])
      let isCode = codes.withUnsafeMutableBufferPointer { words in
        words.baseAddress.map {
          JPEGCode($0 + slot * JPEGCode.size).build(counts: counts, values: values)
        } ?? false
      }
      guard isCode else { throw segment.damaged("has more codes than their lengths allow") }
      hasCode[slot] = true
      index += sum
    }
  }
}
