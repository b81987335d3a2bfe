import Foundation

extension PickleMachine {
  /// Carries out an instruction other than `STOP`.
  mutating func execute(_ opcode: PickleOpcode) throws {
    switch opcode {
    case .stop, .readonlyBuffer: break
    case .proto:
      let version = try reader.uint8()
      guard version <= 5 else { throw damaged("protocol \(version) is unknown (0 to 5 are read)") }
    case .frame:
      let length = try self.length(reader.uint64LE())
      guard length <= reader.remaining else {
        throw damaged("a frame claims \(length) bytes, but \(reader.remaining) are left")
      }
    case .mark: try mark()
    case .pop: try discard()
    case .popMark: _ = try popToMark()
    case .dup: try push(top())

    case .none: try push(.none)
    case .newtrue: try push(.boolean(true))
    case .newfalse: try push(.boolean(false))
    case .int, .long, .long1, .long4, .binint, .binint1, .binint2: try pushInteger(opcode)
    case .float: try push(.float(realLine()))
    case .binfloat:
      try push(.float(Double(bitPattern: reader.uint64LE().byteSwapped)))
    case .string: try push(.bytes(quotedLine()))
    case .unicode: try push(.text(escapedLine()))
    case .binstring, .shortBinstring, .binbytes, .shortBinbytes, .binbytes8, .bytearray8:
      try push(.bytes(reader.bytes(length(of: opcode))))
    case .binunicode, .shortBinunicode, .binunicode8:
      try push(.text(reader.bytes(length(of: opcode))))

    case .emptyList: try push(PickleNode.list([]))
    case .emptyTuple: try push(PickleNode.tuple([]))
    case .emptySet: try push(PickleNode.set([]))
    case .emptyDict: try push(PickleNode.dictionary([]))
    case .tuple1: try pushNode(pop(1)) { .tuple($0) }
    case .tuple2: try pushNode(pop(2)) { .tuple($0) }
    case .tuple3: try pushNode(pop(3)) { .tuple($0) }
    case .tuple: try pushNode(popToMark()) { .tuple($0) }
    case .list: try pushNode(popToMark()) { .list($0) }
    case .frozenset: try pushNode(popToMark()) { .set($0) }
    case .dict: try pushNode(pairs(popToMark())) { .dictionary($0) }
    case .append: try add([pop()], opcode)
    case .appends, .additems: try add(popToMark(), opcode)
    case .setitem: try set(pop(2), opcode)
    case .setitems: try set(pairs(popToMark()), opcode)

    case .get: try pushMemo(indexLine())
    case .binget: try pushMemo(Int(reader.uint8()))
    case .longBinget: try pushMemo(Int(reader.uint32LE()))
    case .put: try memoize(indexLine())
    case .binput: try memoize(Int(reader.uint8()))
    case .longBinput: try memoize(Int(reader.uint32LE()))
    case .memoize: try memoize(nil)

    case .global, .stackGlobal, .inst, .obj, .reduce, .newobj, .newobjEx, .build, .persid,
      .binpersid, .ext1, .ext2, .ext4, .nextBuffer:
      try executeObject(opcode)
    }
  }

  private mutating func pushNode(
    _ values: [PickleValue], _ make: ([PickleValue]) -> PickleNode
  ) throws {
    try push(make(values), holding: values.count)
  }

  private func pairs(_ values: [PickleValue]) throws -> [PickleValue] {
    guard values.count.isMultiple(of: 2) else {
      throw damaged("a key near offset \(reader.offset) has no value")
    }
    return values
  }

  private mutating func add(_ values: [PickleValue], _ opcode: PickleOpcode) throws {
    try changeTop(adding: values, opcode) { node in
      switch node {
      case .list(var items) where opcode != .additems:
        node = .tuple([])
        items += values
        node = .list(items)
      case .set(var items) where opcode == .additems:
        node = .tuple([])
        items += values
        node = .set(items)
      case .object(var object):
        node = .tuple([])
        object.items += values
        node = .object(object)
      default: return false
      }
      return true
    }
  }

  private mutating func set(_ values: [PickleValue], _ opcode: PickleOpcode) throws {
    try changeTop(adding: values, opcode) { node in
      switch node {
      case .dictionary(var entries):
        node = .tuple([])
        entries += values
        node = .dictionary(entries)
      case .object(var object):
        node = .tuple([])
        object.entries += values
        node = .object(object)
      default: return false
      }
      return true
    }
  }

  /// The length that stands before a text or bytes.
  private mutating func length(of opcode: PickleOpcode) throws -> Int {
    switch opcode {
    case .shortBinstring, .shortBinbytes, .shortBinunicode: return Int(try reader.uint8())
    case .binbytes, .binunicode: return Int(try reader.uint32LE())
    case .binstring:
      let length = Int32(bitPattern: try reader.uint32LE())
      guard length >= 0 else { throw damaged("a text has the length \(length)") }
      return Int(length)
    default: return try length(reader.uint64LE())
    }
  }

  private func length(_ value: UInt64) throws -> Int {
    guard let length = Int(exactly: value) else {
      throw damaged("a length of \(value) near offset \(reader.offset) is beyond any file")
    }
    return length
  }
}
