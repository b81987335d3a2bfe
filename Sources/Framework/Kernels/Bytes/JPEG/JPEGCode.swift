/// A Huffman code of a JPEG file (ITU-T T.81, annex C): pointers into words that the caller holds.
///
/// Codes of up to nine bits are looked up; longer ones are found by comparing the next sixteen bits
/// with the first value beyond the codes of each length.
public struct JPEGCode {
  /// Number of words a code needs.
  public static let size = 512 + 17 + 17 + 256

  /// For each nine bits: length · 256 + symbol of the code they start with; 0 for a longer code.
  private let short: UnsafeMutablePointer<Int32>
  /// For each length: the first sixteen bits beyond its codes.
  private let limits: UnsafeMutablePointer<Int32>
  /// For each length: what to add to a code to find its symbol.
  private let offsets: UnsafeMutablePointer<Int32>
  private let symbols: UnsafeMutablePointer<Int32>

  public init(_ words: UnsafeMutablePointer<Int32>) {
    short = words
    limits = words + 512
    offsets = limits + 17
    symbols = offsets + 17
  }

  /// Builds the code, and returns false if there are more codes of a length than it has bits for.
  ///
  /// - Parameters:
  ///   - counts: The number of codes of 1 … 16 bits, at most 256 together.
  ///   - values: The symbols in the order of their codes.
  public func build(counts: UnsafePointer<UInt8>, values: UnsafePointer<UInt8>) -> Bool {
    short.update(repeating: 0, count: 512)
    symbols.update(repeating: 0, count: 256)
    (limits[0], offsets[0]) = (0, 0)
    var code = 0
    var index = 0
    for length in 1...16 {
      offsets[length] = Int32(truncatingIfNeeded: index &- code)
      for _ in 0..<counts[length &- 1] {
        guard code < 1 &<< length else { return false }
        symbols[index] = Int32(values[index])
        if length <= 9 {
          let entry = Int32(truncatingIfNeeded: length &<< 8) | symbols[index]
          (short + code &<< (9 &- length)).update(repeating: entry, count: 1 &<< (9 &- length))
        }
        code &+= 1
        index &+= 1
      }
      limits[length] = Int32(truncatingIfNeeded: code &<< (16 &- length))
      code &<<= 1
    }
    return true
  }

  /// The symbol whose code comes next, or -1 if none does.
  @inline(__always)
  func read(_ bits: inout JPEGBits) -> Int {
    bits.refill()
    let next = Int(bits.window &>> 48)
    let entry = Int(short[next &>> 7])
    if entry != 0 {
      bits.drop(entry &>> 8)
      return entry & 0xFF
    }
    var length = 10
    while length <= 16, next >= limits[length] { length &+= 1 }
    guard length <= 16 else { return -1 }
    bits.drop(length)
    return Int(symbols[(next &>> (16 &- length) &+ Int(offsets[length])) & 0xFF])
  }
}
