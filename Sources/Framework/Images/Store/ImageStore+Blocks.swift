import Foundation

/// Consecutive images of a store as a kernel reads them: row r of n starts `stride` elements after
/// row r − 1 and holds one image of `shape.count` numbers.
enum ImageRows {
  case bytes(UnsafePointer<UInt8>, count: Int, stride: Int)
  case floats(UnsafePointer<Float>, count: Int, stride: Int)
}

extension ImageStore {
  /// Calls `body` with runs of consecutive images that cover `range` in order.
  ///
  /// - Parameter body: receives the rows and the index of the first of them.
  func forEachRun(in range: Range<Int>, _ body: (ImageRows, Int) throws -> Void) rethrows {
    switch storage {
    case .floats(let floats):
      try floats.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress, !range.isEmpty else { return }
        let rows = ImageRows.floats(
          base + range.lowerBound * shape.count, count: range.count, stride: shape.count)
        try body(rows, range.lowerBound)
      }
    case .made(.floats(let make)):
      try make(range).withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress, !range.isEmpty else { return }
        try body(.floats(base, count: range.count, stride: shape.count), range.lowerBound)
      }
    case .made(.bytes(let make)):
      try make(range).withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress, !range.isEmpty else { return }
        try body(.bytes(base, count: range.count, stride: shape.count), range.lowerBound)
      }
    case .bytes(let segments):
      var start = 0
      for segment in segments {
        let low = max(range.lowerBound, start)
        let high = min(range.upperBound, start + segment.count)
        if low < high {
          try segment.data.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
            let first = base + segment.offset + (low - start) * segment.stride
            try body(.bytes(first, count: high - low, stride: segment.stride), low)
          }
        }
        start += segment.count
      }
    }
  }

  /// Calls `body` with the index and the values of every image in `range`, in order, which are there for
  /// that call alone.
  package func forEachImage(
    in range: Range<Int>, _ body: (_ index: Int, _ values: UnsafeBufferPointer<Float>) -> Void
  ) {
    let values = Scratch<Float>(count: shape.count)
    defer {
      values.keepAlive()
      giveBack(range)
    }
    forEachRun(in: range) { rows, first in
      switch rows {
      case .floats(let base, let count, let stride):
        for row in 0..<count {
          body(first + row, UnsafeBufferPointer(start: base + row * stride, count: shape.count))
        }
      case .bytes(let base, let count, let stride):
        Self.valuesOfBytes.withUnsafeBufferPointer { known in
          for row in 0..<count {
            let image = base + row * stride
            for index in 0..<shape.count { values.base[index] = known[Int(image[index])] }
            body(first + row, UnsafeBufferPointer(start: values.base, count: shape.count))
          }
        }
      }
    }
  }

  private static let valuesOfBytes = (0...255).map { Float(Double($0) / 127.5 - 1) }

  /// Calls `body` with the images of one block as a single run.
  ///
  /// Kernels group images from the start of a run, so a block that spans two segments is copied into
  /// one piece: sums then come out the same however the data are cut into files.
  func withBlock(_ range: Range<Int>, _ body: (ImageRows) -> Void) {
    guard case .bytes(let segments) = storage, segments.count > 1 else {
      return forEachRun(in: range) { rows, _ in body(rows) }
    }
    var runs = 0
    forEachRun(in: range) { _, _ in runs += 1 }
    if runs == 1 { return forEachRun(in: range) { rows, _ in body(rows) } }
    let copy = ImageStore(shape: shape, bytes: slicing(range).packedBytes() ?? [])
    copy.forEachRun(in: 0..<range.count) { rows, _ in body(rows) }
  }

  /// Images that one unit of parallel work looks at. Fixed by the data alone, so that sums come out
  /// the same whatever the number of threads.
  static let scanBlock = 512

  /// The blocks of ``scanBlock`` images that a scan walks through.
  package var scanBlocks: [Range<Int>] {
    blocks(from: 0, to: count, of: Self.scanBlock)
  }

  /// Blocks that begin at groups of 32 images: of `length` images or, so that there are no more than
  /// about 64 blocks, longer.
  ///
  /// The first is short: it goes alone, and what it finds lets the others leave out work.
  func groupBlocks(ofAtLeast length: Int) -> [Range<Int>] {
    let length = padded(max(length, (count + 63) / 64), ImageGroup.size)
    let first = min(count, padded(length / 4, ImageGroup.size))
    return [0..<first] + blocks(from: first, to: count, of: length)
  }
}
