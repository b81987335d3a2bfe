/// The parts of all masks that lie in one block of pixels, written as sums of few vectors, where a
/// vector is a pixel or a sum of two that several masks share.
///
/// Finding the fewest additions that form given sums is hard; taking out the pair that most masks
/// share, again and again, does well (Paar 1997, for XORs). Pairs are counted inside blocks only, and a
/// block starts from what was found in its halves: that is nearly as good for masks that are made
/// of a few regions, and cheap.
struct MaskBlock: Sendable {
  enum Vector: Sendable, Equatable {
    /// Index of a pixel in an image.
    case pixel(Int)
    /// The vectors, of those before, that it is the sum of.
    case sum(Int, Int)
  }

  /// Masks from which on a sum is formed once for all of them. It costs two loads, a store and
  /// room in the cache.
  static let fewestUsers = 6

  private(set) var vectors: [Vector]
  /// The vectors that make up each different part; never the same vector twice.
  private(set) var parts: [[Int]]
  /// Which part each mask has.
  private(set) var part: [Int]

  /// The block of `rows` of all masks, eight columns from 8 · `byte` on.
  init(_ masks: PixelMasks, rows: Range<Int>, byte: Int) {
    guard rows.count > 1 else {
      self.init(masks, row: rows.lowerBound, byte: byte)
      return
    }
    let middle = (rows.lowerBound + rows.upperBound) / 2
    self.init(
      joining: MaskBlock(masks, rows: rows.lowerBound..<middle, byte: byte),
      MaskBlock(masks, rows: middle..<rows.upperBound, byte: byte))
  }

  private init(_ masks: PixelMasks, row: Int, byte: Int) {
    let columns = byte * 8..<min(byte * 8 + 8, masks.shape.width)
    vectors = columns.map { .pixel(row * masks.shape.width + $0) }
    parts = []
    part = []
    var known = [Int](repeating: -1, count: 256)
    for place in 0..<masks.shape.count {
      let bits = Int(masks.byte(byte, of: place, row: row))
      if known[bits] < 0 {
        known[bits] = parts.count
        parts.append(vectors.indices.filter { bits >> $0 & 1 == 1 })
      }
      part.append(known[bits])
    }
    share()
  }

  /// The block of two blocks' pixels.
  init(joining a: MaskBlock, _ b: MaskBlock) {
    let shift = a.vectors.count
    vectors =
      a.vectors
      + b.vectors.map {
        switch $0 {
        case .pixel: $0
        case .sum(let one, let other): .sum(one + shift, other + shift)
        }
      }
    parts = []
    part = []
    part.reserveCapacity(a.part.count)
    var known = PairTable(a.parts.count, b.parts.count, entries: a.part.count)
    for place in a.part.indices {
      let (one, other) = (a.part[place], b.part[place])
      let index = known.index(of: one, other)
      part.append(index)
      if index == parts.count {
        parts.append(a.parts[one] + b.parts[other].map { $0 + shift })
      }
    }
    share()
  }
}

// MARK: - Sharing sums

extension MaskBlock {
  /// Replaces pairs of vectors that many masks have by their sum, about in the order of their number.
  private mutating func share() {
    var users = [Int32](repeating: 0, count: parts.count)
    for index in part { users[index] += 1 }
    /// Parts that hold a vector, or did.
    var holders = [[Int]](repeating: [], count: vectors.count)
    var counts = PairCounts(vectors: vectors.count, least: Int32(Self.fewestUsers))
    for (index, part) in parts.enumerated() {
      for (position, vector) in part.enumerated() {
        holders[vector].append(index)
        for other in part[..<position] { counts.add(users[index], to: vector, other) }
      }
    }
    while let frequent = counts.frequent() {
      let least = max(Int32(Self.fewestUsers), counts[frequent[0]] * 3 / 4)
      for pair in frequent where counts[pair] >= least {
        let (a, b, sum) = (pair.first, pair.second, vectors.count)
        vectors.append(.sum(a, b))
        holders.append([])
        counts.addVector()
        let candidates = holders[a].count < holders[b].count ? holders[a] : holders[b]
        for index in candidates where parts[index].contains(a) && parts[index].contains(b) {
          parts[index].removeAll { $0 == a || $0 == b }
          for other in parts[index] {
            counts.add(-users[index], to: a, other)
            counts.add(-users[index], to: b, other)
            counts.add(users[index], to: sum, other)
          }
          parts[index].append(sum)
          holders[sum].append(index)
        }
        counts.clear(pair)
      }
    }
  }
}
