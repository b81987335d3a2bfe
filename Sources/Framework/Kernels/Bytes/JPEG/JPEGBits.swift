/// The bits of a scan, up to the next marker. Beyond it zeros are read, which `isOverrun` tells.
struct JPEGBits {
  private let bytes: UnsafePointer<UInt8>
  private let end: Int
  /// Index of the next byte: that of the marker's 0xFF once it was reached.
  private(set) var position: Int
  /// The next bits, the first one highest.
  private(set) var window: UInt64 = 0
  private var count = 0
  /// How many of the bits that were put into the window are no bits of the file.
  private var padding = 0

  init(_ bytes: UnsafePointer<UInt8>, from start: Int, end: Int) {
    self.bytes = bytes
    self.end = end
    position = start
  }

  /// Whether more was read than there is before the marker.
  var isOverrun: Bool { count < padding }

  /// Fills the window with at least 57 bits, of which a symbol and its value need 32 at most.
  @inline(__always)
  mutating func refill() {
    while count <= 56 {
      window |= UInt64(nextByte()) &<< UInt64(truncatingIfNeeded: 56 &- count)
      count &+= 8
    }
  }

  /// A byte 0xFF of the data is written 0xFF 0x00; before anything else it starts a marker.
  @inline(__always)
  private mutating func nextByte() -> UInt8 {
    if position < end, bytes[position] != 0xFF {
      position &+= 1
      return bytes[position &- 1]
    }
    if position &+ 1 < end, bytes[position &+ 1] == 0 {
      position &+= 2
      return 0xFF
    }
    padding &+= 8
    return 0
  }

  @inline(__always)
  mutating func drop(_ bits: Int) {
    window &<<= UInt64(truncatingIfNeeded: bits)
    count &-= bits
  }

  /// The next 0 … 16 bits as a number; the window must hold them.
  @inline(__always)
  mutating func take(_ bits: Int) -> Int {
    let value = Int(
      truncatingIfNeeded: (window &>> 1) &>> UInt64(truncatingIfNeeded: 63 &- bits))
    drop(bits)
    return value
  }

  /// The next bit, after filling the window.
  @inline(__always)
  mutating func bit() -> Bool {
    if count < 1 { refill() }
    return take(1) != 0
  }

  /// The next value of `size` bits: those that start with 0 are negative (T.81, F.2.2.1).
  @inline(__always)
  mutating func value(size: Int) -> Int {
    let value = take(size)
    return size > 0 && value &>> (size &- 1) == 0 ? value &- (1 &<< size) &+ 1 : value
  }

  /// Goes to the marker behind the last bits. Returns false if there is more than padding before.
  mutating func finish() -> Bool {
    drop(max(0, count &- padding) & 7)
    while true {
      refill()
      if count <= padding { return true }
      // Zero bytes, which some writers leave, belong to no block.
      guard take(8) == 0 else { return false }
    }
  }

  /// Passes the restart marker of this number (0 … 7), and returns whether it was there.
  mutating func restart(_ number: Int) -> Bool {
    while position &+ 1 < end, bytes[position] == 0xFF, bytes[position &+ 1] == 0xFF {
      position &+= 1
    }
    guard position &+ 1 < end, bytes[position] == 0xFF,
      Int(bytes[position &+ 1]) == 0xD0 &+ number
    else { return false }
    self = JPEGBits(bytes, from: position &+ 2, end: end)
    return true
  }
}
