import Foundation

/// What Python's own types look like in a pickle: some are plain values, some, in some protocols,
/// objects with a well-known maker.
extension Pickle {
  /// The name of a function or class.
  package func name(_ value: PickleValue) -> String? {
    if case .name(let name) = node(value) { name } else { nil }
  }

  package func object(_ value: PickleValue) -> PickleObject? {
    if case .object(let object) = node(value) { object } else { nil }
  }

  /// The name of what makes an object.
  package func maker(_ value: PickleValue) -> String? { object(value).flatMap { name($0.maker) } }

  package func integer(_ value: PickleValue) -> Int? {
    if case .integer(let integer) = value { integer } else { nil }
  }

  /// A text, or the bytes that it is when Python 2 wrote it, or Python 3 for Python 2.
  package func text(_ value: PickleValue) -> String? {
    if case .text(let text) = value { return String(decoding: text, as: UTF8.self) }
    return bytes(value).map { String(decoding: $0, as: UTF8.self) }
  }

  /// `bytes` and `bytearray`; before protocol 3 they are texts of Latin-1 to be encoded.
  package func bytes(_ value: PickleValue) -> Data? {
    if case .bytes(let bytes) = value { return bytes }
    guard let arguments = arguments(of: value, by: Self.bytesMakers) else { return nil }
    switch (arguments.count, arguments.first) {
    case (0, _): return Data()
    case (1, .bytes(let bytes)): return bytes
    case (2, .text(let text)) where ["latin1", "latin-1"].contains(self.text(arguments[1])):
      return Self.latin1(text)
    case (1, let inner?) where maker(value) != maker(inner): return bytes(inner)
    default: return nil
    }
  }

  /// A list, a tuple or a set.
  package func items(_ value: PickleValue) -> [PickleValue]? {
    switch node(value) {
    case .list(let items), .tuple(let items), .set(let items): return items
    default:
      let arguments = arguments(of: value, by: Self.setMakers)
      return arguments.flatMap { $0.first.map(items) ?? [] }
    }
  }

  /// Keys and values of a dictionary, or of an object of a kind of dictionary.
  package func entries(_ value: PickleValue) -> [(key: PickleValue, value: PickleValue)]? {
    switch node(value) {
    case .dictionary(let entries): return Self.pairs(entries)
    case .object(let object):
      if !object.entries.isEmpty { return Self.pairs(object.entries) }
      guard name(object.maker) == "collections.OrderedDict" else { return nil }
      // Python 2 gives its pairs as an argument.
      let pairs = items(object.arguments)?.first.flatMap(items) ?? []
      return pairs.compactMap { pair in
        items(pair).flatMap { $0.count == 2 ? ($0[0], $0[1]) : nil }
      }
    default: return nil
    }
  }

  /// The value of a key that is a text; the last, if there are several.
  package func value(_ key: String, in dictionary: PickleValue) -> PickleValue? {
    entries(dictionary)?.last { text($0.key) == key }?.value
  }

  /// What a value is, for errors.
  package func kind(_ value: PickleValue) -> String {
    switch value {
    case .none: return "None"
    case .boolean: return "a boolean"
    case .integer: return "an integer"
    case .float: return "a number"
    case .text: return "a text"
    case .bytes: return "bytes"
    case .node: break
    }
    switch node(value) {
    case .largeInteger: return "an integer"
    case .list: return "a list"
    case .tuple: return "a tuple"
    case .set: return "a set"
    case .dictionary: return "a dictionary"
    case .name(let name): return "the name \(name)"
    case .object: return maker(value).map { "an object of \($0)" } ?? "an object"
    case .persistent, nil: return "something stored elsewhere"
    }
  }

  // MARK: Makers

  private static let bytesMakers: Set = [
    "_codecs.encode", "builtins.bytearray", "__builtin__.bytearray", "builtins.bytes",
    "__builtin__.bytes",
  ]
  private static let setMakers: Set = [
    "builtins.set", "__builtin__.set", "builtins.frozenset", "__builtin__.frozenset",
  ]

  /// The arguments of an object that one of `makers` makes.
  func arguments(of value: PickleValue, by makers: Set<String>) -> [PickleValue]? {
    guard let object = object(value), let name = name(object.maker), makers.contains(name) else {
      return nil
    }
    return items(object.arguments)
  }

  private static func pairs(
    _ entries: [PickleValue]
  ) -> [(key: PickleValue, value: PickleValue)] {
    stride(from: 0, to: entries.count - 1, by: 2).map { (entries[$0], entries[$0 + 1]) }
  }

  /// The bytes of a text in UTF-8 whose characters are all below 256; nil for another.
  private static func latin1(_ text: Data) -> Data? {
    let utf8 = [UInt8](text)
    var result: [UInt8] = []
    result.reserveCapacity(utf8.count)
    var index = 0
    while index < utf8.count {
      let byte = utf8[index]
      if byte < 0x80 {
        result.append(byte)
      } else {
        // 110000xx 10xxxxxx
        guard byte & 0xFC == 0xC0, index + 1 < utf8.count, utf8[index + 1] & 0xC0 == 0x80 else {
          return nil
        }
        index += 1
        result.append(byte << 6 | utf8[index] & 0x3F)
      }
      index += 1
    }
    return Data(result)
  }
}
