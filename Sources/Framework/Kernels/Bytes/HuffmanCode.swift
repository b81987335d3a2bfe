/// A Huffman code under construction: how often each symbol occurs, its code and the code's length.
struct HuffmanCode {
  let symbolCount: Int
  private let frequencies: UnsafeMutablePointer<UInt32>
  let lengths: UnsafeMutablePointer<UInt32>
  private let codes: UnsafeMutablePointer<UInt32>

  /// Number of words a code of `symbolCount` symbols needs.
  static func size(_ symbolCount: Int) -> Int { 3 * symbolCount }

  /// Number of words `assign` needs besides.
  static func scratchSize(_ symbolCount: Int) -> Int { 4 * symbolCount + 32 }

  init(_ words: UnsafeMutablePointer<UInt32>, count: Int) {
    symbolCount = count
    frequencies = words
    lengths = words + count
    codes = words + 2 * count
  }

  func clear() { frequencies.update(repeating: 0, count: symbolCount) }

  @inline(__always)
  func count(_ symbol: Int) { frequencies[symbol] &+= 1 }

  @inline(__always)
  func write(_ symbol: Int, to writer: inout BitWriter) {
    writer.write(Int(codes[symbol]), bits: Int(lengths[symbol]))
  }

  /// Bits of all counted symbols together.
  var bitCount: Int {
    var sum = 0
    for symbol in 0..<symbolCount { sum &+= Int(frequencies[symbol]) &* Int(lengths[symbol]) }
    return sum
  }

  /// Gives every counted symbol a code of at most `longest` bits.
  func assign(longest: Int, _ scratch: UnsafeMutablePointer<UInt32>) {
    // A complete code has two symbols at least, which some decoders insist on.
    var used = 0
    for symbol in 0..<symbolCount where frequencies[symbol] > 0 { used &+= 1 }
    for symbol in 0..<symbolCount where used < 2 && frequencies[symbol] == 0 {
      frequencies[symbol] = 1
      used &+= 1
    }
    let sorted = scratch
    let counts = scratch + symbolCount
    sortByFrequency(into: sorted)
    countLengths(sorted, used, longest, counts, counts + 32)
    lengths.update(repeating: 0, count: symbolCount)
    var index = 0
    for length in stride(from: longest, through: 1, by: -1) {
      for _ in 0..<counts[length] {
        lengths[Int(sorted[index])] = UInt32(truncatingIfNeeded: length)
        index &+= 1
      }
    }
    assignCodes(longest, counts)
  }

  /// The used symbols, rarest first.
  private func sortByFrequency(into sorted: UnsafeMutablePointer<UInt32>) {
    var count = 0
    for symbol in 0..<symbolCount where frequencies[symbol] > 0 {
      var slot = count
      while slot > 0, frequencies[Int(sorted[slot &- 1])] > frequencies[symbol] {
        sorted[slot] = sorted[slot &- 1]
        slot &-= 1
      }
      sorted[slot] = UInt32(truncatingIfNeeded: symbol)
      count &+= 1
    }
  }

  /// How many codes of each length an optimal code has, made to fit `longest`.
  ///
  /// Leaves come sorted and inner nodes arise in order of weight, so the two rarest nodes are always
  /// at the front of one of two queues.
  private func countLengths(
    _ sorted: UnsafeMutablePointer<UInt32>, _ used: Int, _ longest: Int,
    _ counts: UnsafeMutablePointer<UInt32>, _ nodes: UnsafeMutablePointer<UInt32>
  ) {
    let weights = nodes
    let parents = nodes + symbolCount
    let leafParents = parents + symbolCount
    var leaf = 0
    var inner = 0
    for node in 0..<used &- 1 {
      weights[node] = 0
      for _ in 0..<2 {
        if leaf < used, inner == node || frequencies[Int(sorted[leaf])] <= weights[inner] {
          weights[node] &+= frequencies[Int(sorted[leaf])]
          leafParents[leaf] = UInt32(truncatingIfNeeded: node)
          leaf &+= 1
        } else {
          weights[node] &+= weights[inner]
          parents[inner] = UInt32(truncatingIfNeeded: node)
          inner &+= 1
        }
      }
    }
    // From the root down, depths replace weights.
    counts.update(repeating: 0, count: 16)
    weights[used &- 2] = 0
    for node in stride(from: used &- 3, through: 0, by: -1) {
      weights[node] = weights[Int(parents[node])] &+ 1
    }
    for index in 0..<used {
      let depth = Int(weights[Int(leafParents[index])]) &+ 1
      counts[min(depth, longest)] &+= 1
    }
    // Cutting codes off overfills the code space: move codes down until it is exactly full.
    var space = 0
    for length in 1...longest { space &+= Int(counts[length]) &<< (longest &- length) }
    while space > 1 &<< longest {
      var length = longest &- 1
      while counts[length] == 0 { length &-= 1 }
      counts[length] &-= 1
      counts[length &+ 1] &+= 2
      counts[longest] &-= 1
      space &-= 1
    }
  }

  /// Canonical codes (RFC 1951, 3.2.2), stored with their first bit lowest.
  private func assignCodes(_ longest: Int, _ counts: UnsafeMutablePointer<UInt32>) {
    var code: UInt32 = 0
    for length in 1...longest {
      code = code &<< 1
      for symbol in 0..<symbolCount where Int(lengths[symbol]) == length {
        codes[symbol] = UInt32(truncatingIfNeeded: reversed(code, bits: length))
        code &+= 1
      }
    }
  }
}
