/// A literal (the byte) or a match (distance in the bits from 9 on, length below).
enum DeflateToken {
  @inline(__always)
  static func match(length: Int, distance: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: distance &<< 9 | length)
  }
}

/// One block of a DEFLATE stream: the tokens in the workspace and the bytes they stand for.
struct DeflateBlock {
  static let tokenCapacity = 1 << 15
  private static let literalCount = 286
  private static let distanceCount = 30
  private static let codeLengthCount = 19

  // Layout of the workspace, in words.
  static let tokens = 0
  private static let literals = tokenCapacity
  private static let distances = literals + HuffmanCode.size(literalCount)
  private static let codeLengths = distances + HuffmanCode.size(distanceCount)
  private static let runs = codeLengths + HuffmanCode.size(codeLengthCount)
  private static let scratch = runs + literalCount + distanceCount
  static let workspaceCount = scratch + HuffmanCode.scratchSize(literalCount)

  let input: UnsafePointer<UInt8>
  let inputCount: Int
  let tokenCount: Int
  let isLast: Bool

  /// Writes the block in the shorter of its two forms: own Huffman codes, or stored.
  func write(to writer: inout BitWriter, _ workspace: UnsafeMutablePointer<UInt32>) {
    let literals = HuffmanCode(workspace + Self.literals, count: Self.literalCount)
    let distances = HuffmanCode(workspace + Self.distances, count: Self.distanceCount)
    let codeLengths = HuffmanCode(workspace + Self.codeLengths, count: Self.codeLengthCount)
    let scratch = workspace + Self.scratch
    let tokens = workspace + Self.tokens
    let runs = workspace + Self.runs

    literals.clear()
    distances.clear()
    codeLengths.clear()
    for index in 0..<tokenCount { countToken(tokens[index], literals, distances) }
    literals.count(256)
    literals.assign(longest: 15, scratch)
    distances.assign(longest: 15, scratch)
    let runCount = findRuns(literals, distances, codeLengths, runs)
    codeLengths.assign(longest: 7, scratch)

    var bitCount = 17 &+ 3 &* Self.codeLengthCount &+ literals.bitCount &+ distances.bitCount
    bitCount &+= codeLengths.bitCount
    for index in 0..<tokenCount { bitCount &+= extraBits(tokens[index]) }
    for index in 0..<runCount { bitCount &+= runExtraBits(Int(runs[index] & 31)) }
    let partCount = max(1, (inputCount &+ 65534) / 65535)
    if (bitCount &+ 7) / 8 > inputCount &+ 5 &* partCount {
      writeStored(to: &writer)
      return
    }

    writer.write(isLast ? 5 : 4, bits: 3)
    writer.write(Self.literalCount &- 257, bits: 5)
    writer.write(Self.distanceCount &- 1, bits: 5)
    writer.write(Self.codeLengthCount &- 4, bits: 4)
    for position in 0..<Self.codeLengthCount {
      writer.write(Int(codeLengths.lengths[codeLengthSymbol(position)]), bits: 3)
    }
    for index in 0..<runCount {
      let symbol = Int(runs[index] & 31)
      codeLengths.write(symbol, to: &writer)
      writer.write(Int(runs[index] &>> 5), bits: runExtraBits(symbol))
    }
    for index in 0..<tokenCount { writeToken(tokens[index], literals, distances, to: &writer) }
    literals.write(256, to: &writer)
  }

  private func writeStored(to writer: inout BitWriter) {
    var offset = 0
    repeat {
      let count = min(65535, inputCount &- offset)
      writer.write(isLast && offset &+ count == inputCount ? 1 : 0, bits: 3)
      writer.alignToByte()
      writer.write(count, bits: 16)
      writer.write(count ^ 0xFFFF, bits: 16)
      writer.write(input + offset, count: count)
      offset &+= count
    } while offset < inputCount
  }
}

@inline(__always)
private func countToken(_ token: UInt32, _ literals: HuffmanCode, _ distances: HuffmanCode) {
  let distance = Int(token &>> 9)
  if distance == 0 {
    literals.count(Int(token))
  } else {
    literals.count(lengthSymbol(Int(token & 511)))
    distances.count(distanceSymbol(distance))
  }
}

@inline(__always)
private func extraBits(_ token: UInt32) -> Int {
  let distance = Int(token &>> 9)
  if distance == 0 { return 0 }
  return lengthCodeRange(lengthSymbol(Int(token & 511))).extraBits
    &+ distanceCodeRange(distanceSymbol(distance)).extraBits
}

@inline(__always)
private func writeToken(
  _ token: UInt32, _ literals: HuffmanCode, _ distances: HuffmanCode,
  to writer: inout BitWriter
) {
  let distance = Int(token &>> 9)
  if distance == 0 {
    literals.write(Int(token), to: &writer)
    return
  }
  let length = Int(token & 511)
  let symbol = lengthSymbol(length)
  let lengthRange = lengthCodeRange(symbol)
  literals.write(symbol, to: &writer)
  writer.write(length &- lengthRange.base, bits: lengthRange.extraBits)
  let distanceCode = distanceSymbol(distance)
  let distanceRange = distanceCodeRange(distanceCode)
  distances.write(distanceCode, to: &writer)
  writer.write(distance &- distanceRange.base, bits: distanceRange.extraBits)
}

/// Symbol of a match length (3...258): four symbols to each power of two.
@inline(__always)
private func lengthSymbol(_ length: Int) -> Int {
  if length < 11 { return length &+ 254 }
  if length == 258 { return 285 }
  let offset = length &- 3
  let extraBits = 61 &- offset.leadingZeroBitCount
  return 257 &+ 4 &* extraBits &+ offset &>> extraBits
}

/// Symbol of a distance (1...32768): two symbols to each power of two.
@inline(__always)
private func distanceSymbol(_ distance: Int) -> Int {
  if distance < 5 { return distance &- 1 }
  let offset = distance &- 1
  let extraBits = 62 &- offset.leadingZeroBitCount
  return 2 &* extraBits &+ offset &>> extraBits
}

/// Writes the code lengths of both codes as runs and counts the symbols used for that.
///
/// A run is a symbol of the code length alphabet (5 bits) with the value of its extra bits above.
/// - Returns: The number of runs.
private func findRuns(
  _ literals: HuffmanCode, _ distances: HuffmanCode, _ codeLengths: HuffmanCode,
  _ runs: UnsafeMutablePointer<UInt32>
) -> Int {
  let total = literals.symbolCount &+ distances.symbolCount
  var runCount = 0
  var index = 0
  var last: UInt32 = 99
  while index < total {
    let value = codeLength(index, literals, distances)
    var count = 1
    let longest = value == 0 ? 138 : 6
    while count < longest, index &+ count < total,
      codeLength(index &+ count, literals, distances) == value
    { count &+= 1 }
    let run: UInt32
    if value == 0, count >= 3 {
      let isLong = count >= 11
      run = (isLong ? 18 : 17) | UInt32(count &- (isLong ? 11 : 3)) &<< 5
    } else if value == last, count >= 3 {
      run = 16 | UInt32(count &- 3) &<< 5
    } else {
      run = value
      count = 1
    }
    codeLengths.count(Int(run & 31))
    runs[runCount] = run
    runCount &+= 1
    index &+= count
    last = value
  }
  return runCount
}

@inline(__always)
private func codeLength(
  _ index: Int, _ literals: HuffmanCode, _ distances: HuffmanCode
) -> UInt32 {
  index < literals.symbolCount
    ? literals.lengths[index] : distances.lengths[index &- literals.symbolCount]
}

@inline(__always)
private func runExtraBits(_ symbol: Int) -> Int {
  symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7
}
