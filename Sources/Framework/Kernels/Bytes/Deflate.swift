/// An upper bound of the number of bytes `deflate` writes for `count` bytes.
///
/// A block costs at most 6 bytes more than its content, and a stored part holds 65535 bytes.
public func deflateBound(_ count: Int) -> Int { count + count / 1024 + 64 }

/// Limits of the search for matches.
private enum Match {
  static let window = 1 << 15
  static let hashBits: UInt32 = 15
  static let longest = 258
  /// How many earlier places are tried; more gains little on pictures.
  static let chainLength = 48
  static let none: Int32 = -1
}

/// Compresses `count` bytes into a DEFLATE stream (RFC 1951) and returns its length.
///
/// Greedy LZ77 with chains of equal three-byte hashes; each block gets its own Huffman codes, or is
/// stored when that is shorter. `output` has room for `deflateBound(count)` bytes.
@inline(never)
public func deflate(
  _ input: UnsafePointer<UInt8>?, _ count: Int, _ output: UnsafeMutablePointer<UInt8>
) -> Int {
  let workspace = UnsafeMutablePointer<UInt32>.allocate(capacity: DeflateBlock.workspaceCount)
  defer { workspace.deallocate() }
  var writer = BitWriter(output)
  guard let input, count > 0 else {
    let empty = DeflateBlock(input: output, inputCount: 0, tokenCount: 0, isLast: true)
    empty.write(to: &writer, workspace)
    return writer.finish()
  }

  let heads = UnsafeMutablePointer<Int32>.allocate(capacity: 1 << Int(Match.hashBits))
  defer { heads.deallocate() }
  heads.update(repeating: Match.none, count: 1 << Int(Match.hashBits))
  let previous = UnsafeMutablePointer<Int32>.allocate(capacity: Match.window)
  defer { previous.deallocate() }

  let tokens = workspace + DeflateBlock.tokens
  var blockStart = 0
  var tokenCount = 0
  var position = 0
  while position < count {
    let (length, distance) = longestMatch(input, count, position, heads, previous)
    let step: Int
    if length >= 3 {
      tokens[tokenCount] = DeflateToken.match(length: length, distance: distance)
      step = length
    } else {
      tokens[tokenCount] = UInt32(input[position])
      step = 1
    }
    tokenCount &+= 1
    for index in position..<position &+ step { insert(input, count, index, heads, previous) }
    position &+= step
    if tokenCount == DeflateBlock.tokenCapacity || position == count {
      let block = DeflateBlock(
        input: input + blockStart, inputCount: position &- blockStart, tokenCount: tokenCount,
        isLast: position == count)
      block.write(to: &writer, workspace)
      blockStart = position
      tokenCount = 0
    }
  }
  return writer.finish()
}

@inline(__always)
private func hash(_ bytes: UnsafePointer<UInt8>) -> Int {
  let word = UInt32(bytes[0]) | UInt32(bytes[1]) &<< 8 | UInt32(bytes[2]) &<< 16
  return Int((word &* 0x9E37_79B1) &>> (32 &- Match.hashBits))
}

/// Makes the three bytes at `position` findable; positions are kept modulo 2³².
@inline(__always)
private func insert(
  _ input: UnsafePointer<UInt8>, _ count: Int, _ position: Int,
  _ heads: UnsafeMutablePointer<Int32>, _ previous: UnsafeMutablePointer<Int32>
) {
  guard position &+ 3 <= count else { return }
  let slot = hash(input + position)
  previous[position & (Match.window &- 1)] = heads[slot]
  heads[slot] = Int32(truncatingIfNeeded: position)
}

/// The longest earlier occurrence of what follows `position`; length 0 when there is none.
@inline(__always)
private func longestMatch(
  _ input: UnsafePointer<UInt8>, _ count: Int, _ position: Int,
  _ heads: UnsafeMutablePointer<Int32>, _ previous: UnsafeMutablePointer<Int32>
) -> (length: Int, distance: Int) {
  let longest = min(Match.longest, count &- position)
  guard longest >= 3 else { return (0, 0) }
  let here = input + position
  var best = 2
  var bestDistance = 0
  var candidate = heads[hash(here)]
  var lastDistance = 0
  for _ in 0..<Match.chainLength {
    guard candidate != Match.none else { break }
    let distance = Int(Int32(truncatingIfNeeded: position) &- candidate)
    // Entries of the ring older than the window were overwritten: then distances stop growing.
    guard distance > lastDistance, distance < Match.window else { break }
    lastDistance = distance
    let there = here - distance
    if there[best] == here[best] {
      var length = 0
      while length < longest, there[length] == here[length] { length &+= 1 }
      if length > best {
        best = length
        bestDistance = distance
        if length == longest { break }
      }
    }
    candidate = previous[Int(candidate) & (Match.window &- 1)]
  }
  // A short match from far away takes more bits than its bytes do as literals.
  let shortest =
    bestDistance < 64 ? 3 : bestDistance < 512 ? 4 : bestDistance < 4096 ? 5 : 6
  return bestDistance > 0 && best >= shortest ? (best, bestDistance) : (0, 0)
}
