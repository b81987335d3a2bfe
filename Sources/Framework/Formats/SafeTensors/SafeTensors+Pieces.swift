import Foundation

/// Arrays that come from other formats, and other names for arrays.
extension SafeTensors {
  /// An array of a file in another format.
  package struct Piece: Sendable {
    let name: String
    let type: ElementType
    let shape: [Int]
    /// In C order and little-endian: a part of a mapped file, or a copy.
    let elements: Data
  }

  /// - Precondition: names differ, and elements are as many as the shapes say.
  package init(_ pieces: [Piece], file: String) {
    let arrays = pieces.map { piece -> (String, Stored) in
      let size = piece.elements.count
      precondition(
        Layout(piece.name, piece.type, shape: piece.shape).byteCount == size,
        "the shape does not match the elements")
      let entry = Entry(
        dtype: piece.type, shape: piece.shape, count: size / piece.type.size, range: 0..<size)
      return (piece.name, (entry, piece.elements))
    }
    self.init(Dictionary(uniqueKeysWithValues: arrays), pieces.map(\.name), [:], file: file)
  }

  /// The same arrays with the first `count` characters of each name left out.
  ///
  /// - Precondition: the names differ in what follows.
  package func droppingFirst(_ count: Int) -> SafeTensors {
    let short = { (name: String) in String(name.dropFirst(count)) }
    let arrays = Dictionary(uniqueKeysWithValues: self.arrays.map { (short($0), $1) })
    return SafeTensors(arrays, names.map(short), metadata, file: file)
  }
}
