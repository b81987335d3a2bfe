/// How a call of `inflate` ended.
public enum InflateStatus: Sendable {
  /// The last block ended.
  case finished
  /// The next symbol does not fit: enlarge the output and call again.
  case outputFull
  /// The input ended inside the stream.
  case truncated
  case badBlockType
  case badStoredLength
  /// A Huffman code of a block is over-subscribed, incomplete or without an end-of-block symbol.
  case badCodeLengths
  case badSymbol
  /// A match reaches back beyond the start of the output.
  case badDistance
}

/// Where a DEFLATE stream stands, so that it can go on after the output was enlarged.
public struct InflateState: Sendable {
  /// Index of the next byte to read; valid after `finished`, when unused bytes are handed back.
  public var inputPosition: Int
  /// Number of bytes in the output.
  public var outputPosition: Int
  /// Matches may not reach before this index of the output.
  let windowStart: Int
  var bits: UInt64 = 0
  var bitCount = 0
  var phase = InflatePhase.blockHeader
  var isLastBlock = false
  var storedRemaining = 0

  public init(inputPosition: Int, outputPosition: Int) {
    self.inputPosition = inputPosition
    self.outputPosition = outputPosition
    windowStart = outputPosition
  }

  /// Tops the bit buffer up to at least 56 bits, or to what the input still has.
  ///
  /// The wide read may leave bits of a further byte above `bitCount`; the next read puts the same
  /// values there again, so they do no harm.
  @inline(__always)
  mutating func refill(_ input: UnsafePointer<UInt8>, _ inputCount: Int) {
    if inputPosition &+ 8 <= inputCount {
      let word = UnsafeRawPointer(input).loadUnaligned(
        fromByteOffset: inputPosition, as: UInt64.self)
      bits |= UInt64(littleEndian: word) &<< UInt64(truncatingIfNeeded: bitCount)
      inputPosition &+= (63 &- bitCount) &>> 3
      bitCount |= 56
    } else {
      while bitCount <= 55, inputPosition < inputCount {
        bits |= UInt64(input[inputPosition]) &<< UInt64(truncatingIfNeeded: bitCount)
        inputPosition &+= 1
        bitCount &+= 8
      }
    }
  }

  @inline(__always)
  mutating func drop(_ count: Int) {
    bits = bits &>> UInt64(truncatingIfNeeded: count)
    bitCount &-= count
  }

  @inline(__always)
  mutating func take(_ count: Int) -> Int {
    let value = Int(truncatingIfNeeded: bits) & ((1 &<< count) &- 1)
    drop(count)
    return value
  }

  /// Gives whole unread bytes of the bit buffer back to the input.
  mutating func returnUnreadBytes() {
    inputPosition &-= bitCount &>> 3
    bits = 0
    bitCount = 0
  }
}

enum InflatePhase: Sendable {
  case blockHeader
  case stored
  case compressed
}

/// Decompresses a DEFLATE stream (RFC 1951) until it ends or the output is full.
///
/// `tables` holds `inflateTableCount` words and must survive between the calls for one stream.
@inline(never)
public func inflate(
  _ state: UnsafeMutablePointer<InflateState>,
  input: UnsafePointer<UInt8>, inputCount: Int,
  output: UnsafeMutablePointer<UInt8>, capacity: Int,
  tables: UnsafeMutablePointer<UInt32>
) -> InflateStatus {
  while true {
    let problem: InflateStatus?
    switch state.pointee.phase {
    case .blockHeader:
      if state.pointee.isLastBlock {
        state.pointee.returnUnreadBytes()
        return .finished
      }
      problem = readBlockHeader(state, input, inputCount, tables)
    case .stored:
      problem = copyStored(state, input, inputCount, output, capacity)
    case .compressed:
      problem = inflateSymbols(state, input, inputCount, output, capacity, tables)
    }
    if let problem { return problem }
  }
}

private func readBlockHeader(
  _ state: UnsafeMutablePointer<InflateState>, _ input: UnsafePointer<UInt8>, _ inputCount: Int,
  _ tables: UnsafeMutablePointer<UInt32>
) -> InflateStatus? {
  state.pointee.refill(input, inputCount)
  guard state.pointee.bitCount >= 3 else { return .truncated }
  state.pointee.isLastBlock = state.pointee.take(1) == 1
  switch state.pointee.take(2) {
  case 0:
    state.pointee.drop(state.pointee.bitCount & 7)
    state.pointee.returnUnreadBytes()
    guard state.pointee.inputPosition &+ 4 <= inputCount else { return .truncated }
    let header = input + state.pointee.inputPosition
    let length = Int(header[0]) | Int(header[1]) &<< 8
    let complement = Int(header[2]) | Int(header[3]) &<< 8
    guard length == complement ^ 0xFFFF else { return .badStoredLength }
    state.pointee.inputPosition &+= 4
    state.pointee.storedRemaining = length
    state.pointee.phase = .stored
  case 1:
    buildFixedTables(tables)
    state.pointee.phase = .compressed
  case 2:
    if let problem = readDynamicTables(state, input, inputCount, tables) { return problem }
    state.pointee.phase = .compressed
  default:
    return .badBlockType
  }
  return nil
}

private func copyStored(
  _ state: UnsafeMutablePointer<InflateState>, _ input: UnsafePointer<UInt8>, _ inputCount: Int,
  _ output: UnsafeMutablePointer<UInt8>, _ capacity: Int
) -> InflateStatus? {
  let available = inputCount &- state.pointee.inputPosition
  let room = capacity &- state.pointee.outputPosition
  let count = min(state.pointee.storedRemaining, min(available, room))
  (output + state.pointee.outputPosition).update(
    from: input + state.pointee.inputPosition, count: count)
  state.pointee.inputPosition &+= count
  state.pointee.outputPosition &+= count
  state.pointee.storedRemaining &-= count
  if state.pointee.storedRemaining > 0 { return count == available ? .truncated : .outputFull }
  state.pointee.phase = .blockHeader
  return nil
}

/// The hot loop: literals and matches of one compressed block.
private func inflateSymbols(
  _ state: UnsafeMutablePointer<InflateState>, _ input: UnsafePointer<UInt8>, _ inputCount: Int,
  _ output: UnsafeMutablePointer<UInt8>, _ capacity: Int, _ tables: UnsafeMutablePointer<UInt32>
) -> InflateStatus? {
  // A local copy stays in registers; the memory behind the pointer could alias the output.
  var local = state.pointee
  defer { state.pointee = local }
  let literals = tables + InflateTable.literal
  let distances = tables + InflateTable.distance
  var out = local.outputPosition
  defer { local.outputPosition = out }

  while true {
    // 56 bits hold the longest literal/length and distance codes with their extra bits (48).
    local.refill(input, inputCount)
    let beforeSymbol = (local.bits, local.bitCount)
    let symbol = lookUp(local.bits, literals)
    let symbolBits = Int(symbol & 15)
    if symbolBits == 0 { return local.bitCount < 15 ? .truncated : .badSymbol }
    if symbolBits > local.bitCount { return .truncated }
    local.drop(symbolBits)

    if symbol & InflateEntry.kindMask == InflateEntry.literal {
      if out == capacity {
        (local.bits, local.bitCount) = beforeSymbol
        return .outputFull
      }
      output[out] = UInt8(truncatingIfNeeded: symbol &>> 16)
      out &+= 1
      continue
    }
    if symbol & InflateEntry.kindMask == InflateEntry.endOfBlock {
      local.phase = .blockHeader
      return nil
    }
    if symbol & InflateEntry.kindMask == InflateEntry.invalid { return .badSymbol }

    let lengthBits = Int(symbol &>> 4 & 15)
    if lengthBits > local.bitCount { return .truncated }
    let length = Int(symbol &>> 16) &+ local.take(lengthBits)
    let distanceSymbol = lookUp(local.bits, distances)
    let distanceCodeBits = Int(distanceSymbol & 15)
    if distanceCodeBits == 0 { return local.bitCount < 15 ? .truncated : .badSymbol }
    let distanceBits = Int(distanceSymbol &>> 4 & 15)
    if distanceCodeBits &+ distanceBits > local.bitCount { return .truncated }
    if distanceSymbol & InflateEntry.kindMask == InflateEntry.invalid { return .badSymbol }
    local.drop(distanceCodeBits)
    let distance = Int(distanceSymbol &>> 16) &+ local.take(distanceBits)
    if distance > out &- local.windowStart { return .badDistance }
    if length > capacity &- out {
      (local.bits, local.bitCount) = beforeSymbol
      return .outputFull
    }
    copyMatch(output + out, length, distance, room: capacity &- out)
    out &+= length
  }
}

@inline(__always)
private func copyMatch(
  _ target: UnsafeMutablePointer<UInt8>, _ length: Int, _ distance: Int, room: Int
) {
  let source = target - distance
  if distance >= 8, length &+ 8 <= room {
    // Whole words; the last may run past the match, into output that is not written yet.
    var index = 0
    while index < length {
      let word = UnsafeRawPointer(source).loadUnaligned(fromByteOffset: index, as: UInt64.self)
      UnsafeMutableRawPointer(target).storeBytes(of: word, toByteOffset: index, as: UInt64.self)
      index &+= 8
    }
  } else {
    for index in 0..<length { target[index] = source[index] }
  }
}
