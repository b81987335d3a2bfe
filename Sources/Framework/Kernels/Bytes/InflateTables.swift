/// Number of 32-bit words that `inflate` needs as its tables.
public let inflateTableCount = InflateTable.lengths + 320

/// Layout of the words behind `tables`, as offsets.
///
/// A Huffman code is a direct table for codes of up to `rootBits` bits, then for the longer ones the
/// number of codes of each length and the entries in canonical order.
enum InflateTable {
  static let rootBits = 10
  static let counts = 1 << rootBits
  static let entries = counts + 16
  static let size = entries + 288
  static let literal = 0
  static let distance = size
  static let lengths = 2 * size
}

/// A decoded symbol: bits 0-3 code length, 4-7 number of extra bits, 8-9 kind, 16-31 base value.
enum InflateEntry {
  static let kindMask: UInt32 = 3 << 8
  static let literal: UInt32 = 0
  static let base: UInt32 = 1 << 8
  static let endOfBlock: UInt32 = 2 << 8
  static let invalid: UInt32 = 3 << 8
}

/// The alphabets of RFC 1951.
enum InflateAlphabet {
  case literal
  case distance
  case codeLength

  /// The entry of a symbol without its code length; bases and extra bits follow RFC 1951, 3.2.5.
  @inline(__always)
  func entry(_ symbol: Int) -> UInt32 {
    var base = symbol
    var extraBits = 0
    var kind = InflateEntry.literal
    switch self {
    case .codeLength:
      break
    case .literal:
      if symbol == 256 {
        kind = InflateEntry.endOfBlock
      } else if symbol > 285 {
        kind = InflateEntry.invalid
      } else if symbol > 256 {
        kind = InflateEntry.base
        (base, extraBits) = lengthCodeRange(symbol)
      }
    case .distance:
      kind = symbol > 29 ? InflateEntry.invalid : InflateEntry.base
      if symbol <= 29 { (base, extraBits) = distanceCodeRange(symbol) }
    }
    return UInt32(truncatingIfNeeded: base) &<< 16 | kind
      | UInt32(truncatingIfNeeded: extraBits) &<< 4
  }
}

/// Smallest match length of a length symbol (257...285) and its number of extra bits.
@inline(__always)
func lengthCodeRange(_ symbol: Int) -> (base: Int, extraBits: Int) {
  if symbol < 265 { return (symbol &- 254, 0) }
  if symbol == 285 { return (258, 0) }
  let extraBits = (symbol &- 261) &>> 2
  return ((4 &+ ((symbol &- 265) & 3)) &<< extraBits &+ 3, extraBits)
}

/// Smallest distance of a distance symbol (0...29) and its number of extra bits.
@inline(__always)
func distanceCodeRange(_ symbol: Int) -> (base: Int, extraBits: Int) {
  if symbol < 4 { return (symbol &+ 1, 0) }
  let extraBits = (symbol &>> 1) &- 1
  return ((2 &+ (symbol & 1)) &<< extraBits &+ 1, extraBits)
}

/// The entry whose code starts `bits`, or 0 when there is none.
@inline(__always)
func lookUp(_ bits: UInt64, _ table: UnsafeMutablePointer<UInt32>) -> UInt32 {
  let entry = table[Int(truncatingIfNeeded: bits) & (InflateTable.counts &- 1)]
  return entry != 0 ? entry : lookUpLong(bits, table)
}

/// Canonical decoding, one bit at a time: codes of one length are consecutive numbers.
@inline(never)
private func lookUpLong(_ bits: UInt64, _ table: UnsafeMutablePointer<UInt32>) -> UInt32 {
  var rest = bits
  var code = 0
  var first = 0
  var index = 0
  for length in 1...15 {
    code |= Int(truncatingIfNeeded: rest & 1)
    rest = rest &>> 1
    let count = Int(table[InflateTable.counts &+ length])
    if code &- first < count { return table[InflateTable.entries &+ index &+ code &- first] }
    index &+= count
    first = (first &+ count) &<< 1
    code = code &<< 1
  }
  return 0
}

/// Builds a code from its lengths; false when the code is not one RFC 1951 allows.
func buildTable(
  _ table: UnsafeMutablePointer<UInt32>, _ alphabet: InflateAlphabet,
  _ lengths: UnsafeMutablePointer<UInt32>, _ symbolCount: Int
) -> Bool {
  let counts = table + InflateTable.counts
  let entries = table + InflateTable.entries
  table.update(repeating: 0, count: InflateTable.entries)
  for symbol in 0..<symbolCount { counts[Int(lengths[symbol])] &+= 1 }
  let used = symbolCount &- Int(counts[0])
  counts[0] = 0
  var free = 1
  for length in 1...15 {
    free = free &<< 1 &- Int(counts[length])
    if free < 0 { return false }
  }
  // The one incomplete code allowed is a single symbol of one bit (or no symbol, for distances).
  let isSparse =
    alphabet == .distance && used == 0 || alphabet != .codeLength && used == 1 && counts[1] == 1
  if free > 0, !isSparse { return false }

  var code: UInt32 = 0
  var index = 0
  for length in 1...15 where counts[length] > 0 {
    for symbol in 0..<symbolCount where Int(lengths[symbol]) == length {
      let entry = alphabet.entry(symbol) | UInt32(truncatingIfNeeded: length)
      entries[index] = entry
      index &+= 1
      if length <= InflateTable.rootBits {
        // Codes arrive with their first bit lowest.
        let start = reversed(code, bits: length)
        for slot in stride(from: start, to: InflateTable.counts, by: 1 &<< length) {
          table[slot] = entry
        }
      }
      code &+= 1
    }
    code = code &<< shiftToNextLength(counts, after: length)
  }
  return true
}

/// By how many bits codes grow from `length` to the next length in use.
private func shiftToNextLength(
  _ counts: UnsafeMutablePointer<UInt32>, after length: Int
) -> UInt32 {
  var next = length &+ 1
  while next < 15, counts[next] == 0 { next &+= 1 }
  return UInt32(truncatingIfNeeded: next &- length)
}

@inline(__always)
func reversed(_ code: UInt32, bits: Int) -> Int {
  var rest = code
  var result = 0
  for _ in 0..<bits {
    result = result &<< 1 | Int(truncatingIfNeeded: rest & 1)
    rest = rest &>> 1
  }
  return result
}
