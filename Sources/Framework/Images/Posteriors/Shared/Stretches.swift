import Foundation

/// Blocks of images in their order, cut into the stretches that processes share.
struct Stretches {
  /// More would make what processes exchange large, and no better shared.
  static let limit = 65

  let count: Int
  private let blocks: Int
  private let length: Int

  init(of blocks: Int) {
    self.blocks = blocks
    length = max(1, (blocks + Self.limit - 1) / Self.limit)
    count = (blocks + length - 1) / length
  }

  var all: Range<Int> { 0..<count }

  /// The blocks of some stretches that follow each other.
  func blocks(of stretches: Range<Int>) -> Range<Int> {
    min(stretches.lowerBound * length, blocks)..<min(stretches.upperBound * length, blocks)
  }

  /// Whether a block is the last of its stretch.
  func ends(at block: Int) -> Bool { block + 1 == blocks || (block + 1) % length == 0 }
}

// MARK: - Sums as bytes

extension [SoftmaxState] {
  var encoded: Data {
    var data = Data()
    for state in self { state.append(to: &data) }
    return data
  }

  /// - Throws: ``ForeignPart`` for other bytes than `count` states have.
  init(_ bytes: Data, count: Int) throws {
    var reader = ByteReader(bytes, file: "sums of a data shard")
    do {
      self = try (0..<count).map { _ in try SoftmaxState(&reader) }
    } catch {
      throw ForeignPart()
    }
    guard reader.remaining == 0 else { throw ForeignPart() }
  }
}

extension [Double] {
  var encoded: Data { withUnsafeBytes { Data($0) } }

  /// - Throws: ``ForeignPart`` for other bytes than `count` numbers have.
  init(_ bytes: Data, count: Int) throws {
    guard bytes.count == count * MemoryLayout<Double>.stride else { throw ForeignPart() }
    self = .init(copying: bytes, count: count)
  }
}

extension Array where Element: BinaryFloatingPoint {
  /// The numbers whose bytes these are.
  init(copying bytes: Data, count: Int) {
    self.init(unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = bytes.copyBytes(to: buffer) / MemoryLayout<Element>.stride
    }
  }
}
