import Foundation

/// A value of a pickle: plain, or the index of a ``PickleNode``.
///
/// Nodes refer to one another by index, so shared values are stored once, and nothing recurses
/// however deep a file nests them.
package enum PickleValue: Sendable {
  case none
  case boolean(Bool)
  case integer(Int)
  case float(Double)
  /// Text in UTF-8, as the file has it.
  case text(Data)
  /// `bytes` and `bytearray`, and the `str` of Python 2.
  case bytes(Data)
  case node(Int)
}

/// A value of a pickle that holds others, or takes more room than a plain one.
package enum PickleNode: Sendable {
  /// An integer beyond 64 bits: two's complement, lowest byte first.
  case largeInteger([UInt8])
  case list([PickleValue])
  case tuple([PickleValue])
  /// A set or a frozen set.
  case set([PickleValue])
  /// Keys and values in turn, in the order of the file; a later key replaces an earlier one.
  case dictionary([PickleValue])
  /// A function or class by its name, such as `collections.OrderedDict`; never looked up.
  case name(String)
  /// What the program that wrote the file stores elsewhere.
  case persistent(PickleValue)
  indirect case object(PickleObject)
}

/// An object that Python would make by calling something: what the file says of it, and no more.
package struct PickleObject: Sendable {
  /// What would be called, a name or an object.
  package let maker: PickleValue
  /// A tuple.
  package let arguments: PickleValue
  /// A dictionary, or none.
  package let keywords: PickleValue
  /// What is appended to it, as to a list.
  package var items: [PickleValue] = []
  /// Keys and values in turn that are set on it, as on a dictionary.
  package var entries: [PickleValue] = []
  /// What `BUILD` gives it: most often the dictionary of its attributes.
  package var state = PickleValue.none
}
