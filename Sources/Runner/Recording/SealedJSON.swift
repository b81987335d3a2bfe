import Framework

/// Objects with a checksum over their other members, so that a changed digit is found.
extension JSON {
  private static let seal = "checksum"

  /// The object with the SHA-256 of its canonical text as a last member.
  var sealed: JSON {
    var json = self
    json[Self.seal] = .string(checksum)
    return json
  }

  /// The object without its checksum.
  ///
  /// - Throws: ``RecordDamage`` if it is no object, or not the one that was sealed.
  func unsealed() throws -> JSON {
    let found = try RecordField(self)[Self.seal].text()
    var json = self
    json[Self.seal] = nil
    guard found == json.checksum else {
      throw RecordDamage(
        path: JSONPath().appending(Self.seal),
        expected: "\(json.checksum.prefix(8))…, the hash of the rest; something was changed")
    }
    return json
  }

  private var checksum: String { SHA256.hash(Array(canonicalText.utf8)).hex }
}

extension RecordField {
  /// A unit's sealed record, found to be whole, of this version and of this unit.
  ///
  /// - Throws: ``RecordDamage``.
  init(_ json: JSON, of unit: Unit, version: Int) throws {
    let found = RecordField(json)["version"]
    guard try found.integer() == version else { throw found.damage("\(version)") }
    self.init(try json.unsealed())
    guard try self["id"].text() == unit.id else { throw self["id"].damage("\"\(unit.id)\"") }
    guard try self["samples"].range() == unit.samples else {
      throw self["samples"].damage("[\(unit.samples.lowerBound), \(unit.samples.upperBound)]")
    }
  }
}
