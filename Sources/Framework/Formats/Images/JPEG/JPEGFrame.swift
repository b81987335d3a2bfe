/// The header of a JPEG picture: its size and its components.
struct JPEGFrame {
  struct Component {
    let identifier: UInt8
    /// Blocks of a unit (the picture's smallest part with samples of all components).
    let across: Int
    let down: Int
    /// Number of its quantisation table.
    let table: Int
    /// Samples, and the blocks that hold them.
    let columns: Int
    let rows: Int
    var blockColumns: Int { (columns + 7) / 8 }
    var blockRows: Int { (rows + 7) / 8 }
    /// Blocks in memory: those of whole units.
    let stride: Int
    let storedRows: Int
    /// Where its blocks start among those of all components.
    let firstBlock: Int
  }

  let isProgressive: Bool
  let width: Int
  let height: Int
  private(set) var components: [Component] = []
  /// Largest numbers of blocks that a component has of a unit.
  let across: Int
  let down: Int
  private(set) var blockCount = 0

  var unitColumns: Int { (width + 8 * across - 1) / (8 * across) }
  var unitRows: Int { (height + 8 * down - 1) / (8 * down) }

  /// Reads the segment of a start of frame.
  ///
  /// - Throws: `FormatError` for kinds of JPEG that are not read, with how to convert them.
  init(_ segment: JPEGSegment, file: String) throws {
    if let kind = Self.unreadKinds[segment.marker] { throw JPEG.unread(file, kind) }
    let bytes = segment.bytes
    guard bytes.count >= 6, bytes.count == 6 + 3 * Int(bytes[5]) else {
      throw segment.damaged("is incomplete")
    }
    guard bytes[0] == 8 else { throw JPEG.unread(file, "a JPEG with \(bytes[0]) bits a sample") }
    (height, width) = (segment.uint16(1), segment.uint16(3))
    guard height > 0 else {
      throw JPEG.unread(file, "a JPEG whose height comes after its pixels (DNL)")
    }
    guard width > 0 else { throw segment.damaged("gives a width of 0") }
    isProgressive = segment.marker == 0xC2
    let count = Int(bytes[5])
    guard count != 4 else {
      throw JPEG.unread(file, "a CMYK JPEG", options: "-colorspace sRGB ")
    }
    guard count == 1 || count == 3 else {
      throw JPEG.unread(file, "a JPEG with \(count) components")
    }
    let sampling = (0..<count).map { index -> (across: Int, down: Int) in
      let factors = Int(bytes[7 + 3 * index])
      return (factors >> 4, factors & 15)
    }
    guard sampling.allSatisfy({ (1...4).contains($0.across) && (1...4).contains($0.down) }) else {
      throw segment.damaged("has sampling factors that JPEG does not define")
    }
    let across = sampling.map(\.across).max() ?? 1
    let down = sampling.map(\.down).max() ?? 1
    let isWhole = sampling.allSatisfy { factors -> Bool in
      across % factors.across == 0 && down % factors.down == 0
    }
    guard isWhole else {
      throw JPEG.unread(file, "a JPEG with chroma at a broken fraction of the size")
    }
    (self.across, self.down) = (across, down)
    for (index, factors) in sampling.enumerated() {
      let component = Component(
        identifier: bytes[6 + 3 * index], across: factors.across, down: factors.down,
        table: Int(bytes[8 + 3 * index]),
        columns: (width * factors.across + across - 1) / across,
        rows: (height * factors.down + down - 1) / down,
        stride: unitColumns * factors.across, storedRows: unitRows * factors.down,
        firstBlock: blockCount)
      guard component.table <= 3,
        !components.contains(where: { $0.identifier == component.identifier })
      else { throw segment.damaged("has components that cannot be told apart") }
      components.append(component)
      blockCount += component.stride * component.storedRows
    }
  }

  private static let unreadKinds: [UInt8: String] = [
    0xC3: "a lossless JPEG", 0xC5: "a hierarchical JPEG", 0xC6: "a hierarchical JPEG",
    0xC7: "a hierarchical JPEG", 0xC9: "a JPEG with arithmetic coding",
    0xCA: "a JPEG with arithmetic coding", 0xCB: "a JPEG with arithmetic coding",
    0xCD: "a JPEG with arithmetic coding", 0xCE: "a JPEG with arithmetic coding",
    0xCF: "a JPEG with arithmetic coding",
  ]

  static func isHeader(_ marker: UInt8) -> Bool {
    (0xC0...0xC2).contains(marker) || unreadKinds[marker] != nil
  }

  /// - Throws: `FormatError` if the pixels take more than `limit` bytes, or cannot be in `bytes` bytes.
  func check(limit: Int, bytes: Int, file: String) throws {
    guard width * height * components.count <= limit else {
      throw FormatError(
        file: file,
        problem: "has \(width) × \(height) pixels, more than the \(limit) bytes allowed",
        advice: "scale the picture down")
    }
    // A block has a code of one bit at least for its constant, and one for the rest.
    guard blockCount <= 8 * bytes else {
      throw JPEG.damaged(
        file, "the header promises \(width) × \(height) pixels, more than the file can hold")
    }
  }
}
