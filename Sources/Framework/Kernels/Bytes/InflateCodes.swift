/// Builds the codes of blocks that have none of their own (RFC 1951, 3.2.6).
func buildFixedTables(_ tables: UnsafeMutablePointer<UInt32>) {
  let lengths = tables + InflateTable.lengths
  for symbol in 0..<288 {
    lengths[symbol] = symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8
  }
  _ = buildTable(tables + InflateTable.literal, .literal, lengths, 288)
  for symbol in 0..<32 { lengths[symbol] = 5 }
  _ = buildTable(tables + InflateTable.distance, .distance, lengths, 32)
}

/// Position of each code length code in a dynamic block's header (RFC 1951, 3.2.7).
@inline(__always)
func codeLengthSymbol(_ position: Int) -> Int {
  // 16, 17, 18, 0, then 8, 7, 9, 6, 10, 5, … spreading out from 8.
  if position < 3 { return 16 &+ position }
  if position == 3 { return 0 }
  let step = (position &- 3) &>> 1
  return position & 1 == 0 ? 8 &+ step : 8 &- step
}

/// Reads the two codes of a dynamic block.
func readDynamicTables(
  _ state: UnsafeMutablePointer<InflateState>, _ input: UnsafePointer<UInt8>, _ inputCount: Int,
  _ tables: UnsafeMutablePointer<UInt32>
) -> InflateStatus? {
  let lengths = tables + InflateTable.lengths
  let codeLengthTable = tables + InflateTable.distance
  state.pointee.refill(input, inputCount)
  guard state.pointee.bitCount >= 14 else { return .truncated }
  let literalCount = state.pointee.take(5) &+ 257
  let distanceCount = state.pointee.take(5) &+ 1
  let codeLengthCount = state.pointee.take(4) &+ 4
  guard literalCount <= 286, distanceCount <= 30 else { return .badCodeLengths }

  for position in 0..<19 { lengths[position] = 0 }
  for position in 0..<codeLengthCount {
    state.pointee.refill(input, inputCount)
    guard state.pointee.bitCount >= 3 else { return .truncated }
    lengths[codeLengthSymbol(position)] = UInt32(truncatingIfNeeded: state.pointee.take(3))
  }
  guard buildTable(codeLengthTable, .codeLength, lengths, 19) else { return .badCodeLengths }

  let total = literalCount &+ distanceCount
  var index = 0
  while index < total {
    state.pointee.refill(input, inputCount)
    let entry = lookUp(state.pointee.bits, codeLengthTable)
    let bits = Int(entry & 15)
    let symbol = Int(entry &>> 16)
    let extraBits = symbol < 16 ? 0 : symbol == 16 ? 2 : symbol == 17 ? 3 : 7
    if bits == 0 { return state.pointee.bitCount < 7 ? .truncated : .badCodeLengths }
    guard bits &+ extraBits <= state.pointee.bitCount else { return .truncated }
    state.pointee.drop(bits)
    if symbol < 16 {
      lengths[index] = UInt32(truncatingIfNeeded: symbol)
      index &+= 1
      continue
    }
    guard symbol != 16 || index > 0 else { return .badCodeLengths }
    let value = symbol == 16 ? lengths[index &- 1] : 0
    let count = state.pointee.take(extraBits) &+ (symbol == 18 ? 11 : 3)
    guard index &+ count <= total else { return .badCodeLengths }
    for _ in 0..<count {
      lengths[index] = value
      index &+= 1
    }
  }
  guard lengths[256] != 0,
    buildTable(tables + InflateTable.literal, .literal, lengths, literalCount),
    buildTable(tables + InflateTable.distance, .distance, lengths + literalCount, distanceCount)
  else { return .badCodeLengths }
  return nil
}
