import Foundation

extension PickleMachine {
  /// Instructions that make Python look something up or call it: here they make nodes that say so.
  mutating func executeObject(_ opcode: PickleOpcode) throws {
    switch opcode {
    case .global: try pushName(line(), line())
    case .stackGlobal:
      let parts = try pop(2)
      guard case .text(let module) = parts[0], case .text(let name) = parts[1] else {
        throw wrongTarget(opcode)
      }
      try pushName(module, name)
    case .inst:
      let (module, name) = (try line(), try line())
      let arguments = try popToMark()
      try pushName(module, name)
      try pushObject(maker: pop(), tuple: arguments, opcode)
    case .obj:
      let values = try popToMark()
      guard let maker = values.first else { throw wrongTarget(opcode) }
      try pushObject(maker: maker, tuple: Array(values.dropFirst()), opcode)
    case .reduce, .newobj:
      let parts = try pop(2)
      try pushObject(maker: parts[0], arguments: parts[1], opcode)
    case .newobjEx:
      let parts = try pop(3)
      guard case .dictionary = node(parts[2]) else { throw wrongTarget(opcode) }
      try pushObject(maker: parts[0], arguments: parts[1], keywords: parts[2], opcode)
    case .build:
      let state = try pop()
      try changeTop(adding: [state], opcode) { node in
        guard case .object(var object) = node else { return false }
        object.state = state
        node = .object(object)
        return true
      }
    case .persid: try pushPersistent(.text(line()))
    case .binpersid: try pushPersistent(pop())
    case .ext1, .ext2, .ext4:
      throw FormatError(
        file: reader.file, problem: "the pickle uses Python's registry of extensions (\(opcode))",
        advice: "such names mean something to the program alone that wrote it: save it otherwise")
    default:
      throw FormatError(
        file: reader.file, problem: "the pickle keeps its buffers outside the file",
        advice: "write it without buffer_callback")
    }
  }

  private mutating func pushName(_ module: Data, _ name: Data) throws {
    let count = module.count + name.count
    guard count <= 1000 else { throw damaged("the name of a class has \(count) bytes") }
    try countBytes(count)
    try push(
      PickleNode.name(
        String(decoding: module, as: UTF8.self) + "." + String(decoding: name, as: UTF8.self)))
  }

  private mutating func pushObject(
    maker: PickleValue, tuple: [PickleValue], _ opcode: PickleOpcode
  ) throws {
    try push(PickleNode.tuple(tuple), holding: tuple.count)
    try pushObject(maker: maker, arguments: pop(), opcode)
  }

  private mutating func pushObject(
    maker: PickleValue, arguments: PickleValue, keywords: PickleValue = .none,
    _ opcode: PickleOpcode
  ) throws {
    switch node(maker) {
    case .name, .object: break
    default: throw wrongTarget(opcode)
    }
    guard isTuple(arguments) else { throw wrongTarget(opcode) }
    // Six fields, four of which are values.
    try push(
      PickleNode.object(
        PickleObject(maker: maker, arguments: arguments, keywords: keywords)), holding: 6)
  }

  private mutating func pushPersistent(_ value: PickleValue) throws {
    try push(PickleNode.persistent(value), holding: 1)
  }
}
