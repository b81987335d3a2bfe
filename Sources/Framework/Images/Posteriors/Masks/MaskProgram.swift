/// How to form the sums over all masks of an image with few additions; see `MaskKernels` for the
/// tables that it refers to.
///
/// Sums that many masks share are formed first. Nothing is ever subtracted: every sum has a relative
/// error of at most ``roundings`` · 2^-24, whatever the others are.
struct MaskProgram: Sendable {
  let pixelCount: Int
  let maskCount: Int
  /// Offsets of the two vectors that each shared sum is made of.
  let pairs: [Int32]
  /// Where the terms of each mask begin, and where the last one's end.
  let bounds: [Int32]
  /// Offsets of the vectors that make up each mask, filled up to fours with that of the zeros.
  let terms: [Int32]
  /// The most roundings that a pixel meets on the way into a mask's sum.
  let roundings: Int

  /// Vectors in the program's table.
  var vectorCount: Int { 1 + pixelCount + pairs.count / 2 }

  init(_ masks: PixelMasks) {
    let shape = masks.shape
    let (bands, bytes) = ((shape.height + 7) / 8, (shape.width + 7) / 8)
    let blocks = WorkPool.shared.map(bands * bytes) { index in
      let (band, byte) = index.quotientAndRemainder(dividingBy: bytes)
      let planes = (0..<shape.channels).map { channel in
        let first = channel * shape.height
        return MaskBlock(
          masks, rows: first + band * 8..<first + min(band * 8 + 8, shape.height), byte: byte)
      }
      return planes.dropFirst().reduce(planes[0]) { MaskBlock(joining: $0, $1) }
    }
    var pairs: [Int32] = []
    var roundings = 0
    /// Offset in the table of each block's vectors, and roundings on the way to them.
    let places = blocks.map { block in
      var places: [(offset: Int32, depth: Int)] = []
      for vector in block.vectors {
        switch vector {
        case .pixel(let pixel): places.append((Int32((1 + pixel) * ImageGroup.size), 0))
        case .sum(let a, let b):
          let index = 1 + shape.count + pairs.count / 2
          pairs += [places[a].offset, places[b].offset]
          places.append(
            (Int32(index * ImageGroup.size), 1 + max(places[a].depth, places[b].depth)))
        }
      }
      return places
    }
    var bounds: [Int32] = [0]
    var terms: [Int32] = []
    for place in 0..<shape.count {
      let first = terms.count
      var depth = 0
      for (block, places) in zip(blocks, places) {
        for vector in block.parts[block.part[place]] {
          terms.append(places[vector].offset)
          depth = max(depth, places[vector].depth)
        }
      }
      while (terms.count - first) % 4 > 0 { terms.append(0) }
      bounds.append(Int32(terms.count))
      // Three of each four, those of every other four, and the last one.
      roundings = max(roundings, depth + 4 + ((terms.count - first) / 4 + 1) / 2)
    }
    pixelCount = shape.count
    maskCount = shape.count
    self.pairs = pairs
    self.bounds = bounds
    self.terms = terms
    self.roundings = roundings
  }
}
