import Foundation

/// Masks together with how their sums are formed, which is found once for them.
public struct MaskPlan: Sendable {
  public let masks: PixelMasks
  let program: MaskProgram

  public init(_ masks: PixelMasks) {
    self.init(masks, MaskProgram(masks))
  }

  private init(_ masks: PixelMasks, _ program: MaskProgram) {
    self.masks = masks
    self.program = program
  }

  // MARK: As bytes: the masks' words; roundings and the lengths of pairs and terms; then the program

  var encoded: Data {
    var data = masks.words.withUnsafeBytes { Data($0) }
    let lengths = [program.roundings, program.pairs.count, program.terms.count].map(Int32.init)
    for part in [lengths, program.pairs, program.bounds, program.terms] {
      part.withUnsafeBytes { data.append(contentsOf: $0) }
    }
    return data
  }

  /// Nil for bytes that are no plan for images of `shape`.
  init?(_ bytes: Data, shape: ImageShape) {
    let empty = PixelMasks(empty: shape)
    var rest = bytes
    func take<Element>(_ count: Int, of zero: Element) -> [Element]? {
      let size = MemoryLayout<Element>.stride
      guard count >= 0, count <= rest.count / size else { return nil }
      var elements = [Element](repeating: zero, count: count)
      _ = elements.withUnsafeMutableBytes { rest.copyBytes(to: $0) }
      rest = rest.dropFirst(count * size)
      return elements
    }
    guard let words = take(empty.words.count, of: UInt64(0)), let lengths = take(3, of: Int32(0)),
      let pairs = take(Int(lengths[1]), of: Int32(0)),
      let bounds = take(shape.count + 1, of: Int32(0)),
      let terms = take(Int(lengths[2]), of: Int32(0)), rest.isEmpty,
      let program = MaskProgram(
        pixelCount: shape.count, pairs: pairs, bounds: bounds, terms: terms,
        roundings: Int(lengths[0]))
    else { return nil }
    self.init(PixelMasks(shape, words: words), program)
  }
}

extension MaskProgram {
  /// A program that was kept; nil if it would lead kernels out of its table.
  init?(pixelCount: Int, pairs: [Int32], bounds: [Int32], terms: [Int32], roundings: Int) {
    let size = Int32(ImageGroup.size)
    func areVectors(_ offsets: some Sequence<Int32>, below count: Int) -> Bool {
      offsets.allSatisfy { $0 >= 0 && $0 % size == 0 && Int($0 / size) < count }
    }
    let ends = zip(bounds, bounds.dropFirst())
    guard pairs.count % 2 == 0,
      pairs.indices.allSatisfy({ areVectors([pairs[$0]], below: 1 + pixelCount + $0 / 2) }),
      areVectors(terms, below: 1 + pixelCount + pairs.count / 2), bounds.first == 0,
      bounds.last.map(Int.init) == terms.count,
      ends.allSatisfy({ $0 <= $1 && ($1 - $0) % 4 == 0 })
    else { return nil }
    self.pixelCount = pixelCount
    maskCount = bounds.count - 1
    self.pairs = pairs
    self.bounds = bounds
    self.terms = terms
    self.roundings = roundings
  }
}
