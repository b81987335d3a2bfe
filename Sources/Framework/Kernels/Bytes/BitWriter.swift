/// Writes bits, the first lowest, as DEFLATE packs them.
struct BitWriter {
  private let output: UnsafeMutablePointer<UInt8>
  private var position = 0
  private var bits: UInt64 = 0
  private var bitCount = 0

  init(_ output: UnsafeMutablePointer<UInt8>) { self.output = output }

  /// Appends the lowest `count` bits of `value`, at most 32; its other bits are zero.
  @inline(__always)
  mutating func write(_ value: Int, bits count: Int) {
    bits |= UInt64(truncatingIfNeeded: value) &<< UInt64(truncatingIfNeeded: bitCount)
    bitCount &+= count
    while bitCount >= 8 {
      output[position] = UInt8(truncatingIfNeeded: bits)
      position &+= 1
      bits = bits &>> 8
      bitCount &-= 8
    }
  }

  /// Fills the last byte with zeros.
  mutating func alignToByte() {
    if bitCount > 0 { write(0, bits: 8 &- bitCount) }
  }

  /// Appends whole bytes; the writer stands at a byte boundary.
  mutating func write(_ bytes: UnsafePointer<UInt8>, count: Int) {
    (output + position).update(from: bytes, count: count)
    position &+= count
  }

  /// Fills the last byte and returns the number of bytes written.
  mutating func finish() -> Int {
    alignToByte()
    return position
  }
}
