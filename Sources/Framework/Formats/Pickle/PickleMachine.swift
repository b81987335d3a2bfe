import Foundation

/// Python's pickle machine with everything taken out that could run code: a stack, marks on it, and
/// a memo of values for later use.
struct PickleMachine {
  var reader: ByteReader
  private(set) var nodes: [PickleNode] = []
  private var stack: [PickleValue] = []
  /// Heights of the stack where groups of values start.
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var limits: PickleLimits

  init(_ data: Data, file: String) {
    reader = ByteReader(data, file: file)
    limits = PickleLimits(fileSize: data.count, file: file)
  }

  /// Runs up to `STOP` and returns the value that is left.
  mutating func run() throws -> PickleValue {
    while true {
      try limits.countInstruction()
      let offset = reader.offset
      let byte = try reader.uint8()
      guard let opcode = PickleOpcode(rawValue: byte) else {
        throw damaged("the byte \(byte) at offset \(offset) is no instruction of a pickle")
      }
      if opcode == .stop {
        guard stack.count == 1, marks.isEmpty else {
          throw damaged("\(stack.count) values are left at its end, not one")
        }
        return try pop()
      }
      try execute(opcode)
    }
  }

  func damaged(_ problem: String) -> FormatError {
    FormatError(
      file: reader.file, problem: "no sound pickle: \(problem)",
      advice: "the file is damaged or made to do harm: fetch it again from a place you trust")
  }
}

// MARK: - Stack and memo

extension PickleMachine {
  mutating func push(_ value: PickleValue) throws {
    stack.append(value)
    try limits.noteStack(stack.count)
  }

  /// Makes a node and pushes its index.
  mutating func push(_ node: PickleNode, holding count: Int = 0) throws {
    try limits.countNode(holding: count)
    nodes.append(node)
    try push(.node(nodes.count - 1))
  }

  /// Counts the bytes that are stored apart from the file.
  mutating func countBytes(_ count: Int) throws { try limits.countBytes(count) }

  mutating func pop() throws -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.popLast() else {
      throw damaged("a value is missing near offset \(reader.offset)")
    }
    return value
  }

  func top() throws -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.last else {
      throw damaged("a value is missing near offset \(reader.offset)")
    }
    return value
  }

  mutating func pop(_ count: Int) throws -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else {
      throw damaged("a value is missing near offset \(reader.offset)")
    }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  mutating func mark() throws {
    guard marks.count < PickleLimits.depth else { throw limits.tooDeep() }
    marks.append(stack.count)
  }

  /// The values above the last mark, which is taken away with them.
  mutating func popToMark() throws -> [PickleValue] {
    guard let height = marks.popLast() else {
      throw damaged("a mark is missing near offset \(reader.offset)")
    }
    return try pop(stack.count - height)
  }

  /// `POP` takes away a mark where one is on top.
  mutating func discard() throws {
    if marks.last == stack.count { marks.removeLast() } else { _ = try pop() }
  }

  /// Keeps the value on top; without an index, under the next one.
  mutating func memoize(_ index: Int?) throws {
    try limits.countMemo()
    memo[index ?? memo.count] = try top()
  }

  mutating func pushMemo(_ index: Int) throws {
    guard let value = memo[index] else {
      throw damaged("value \(index) of its memo is used near offset \(reader.offset) but missing")
    }
    try push(value)
  }
}

// MARK: - Nodes

extension PickleMachine {
  func node(_ value: PickleValue) -> PickleNode? {
    if case .node(let index) = value { nodes[index] } else { nil }
  }

  func isTuple(_ value: PickleValue) -> Bool {
    if case .tuple = node(value) { true } else { false }
  }

  /// Changes the node on top of the stack in place: it is moved out, as a copy would cost its length.
  mutating func changeTop(
    adding values: [PickleValue], _ opcode: PickleOpcode,
    _ change: (inout PickleNode) -> Bool
  ) throws {
    try limits.countValues(values.count)
    guard case .node(let index) = try top() else { throw wrongTarget(opcode) }
    var node = PickleNode.list([])
    swap(&node, &nodes[index])
    let isChanged = change(&node)
    swap(&node, &nodes[index])
    guard isChanged else { throw wrongTarget(opcode) }
  }

  func wrongTarget(_ opcode: PickleOpcode) -> FormatError {
    damaged("\(opcode) near offset \(reader.offset) finds a value that it does not apply to")
  }
}
