/// The smallest multiple of `multiple` that is not below `count`.
package func padded(_ count: Int, _ multiple: Int) -> Int {
  (count + multiple - 1) / multiple * multiple
}

/// Cuts start..<end into blocks of `length`; the last may be shorter.
///
/// Depends on nothing but its arguments, never on the number of threads: work that is cut this way
/// gives the same result on any pool.
package func blocks(from start: Int, to end: Int, of length: Int) -> [Range<Int>] {
  stride(from: start, to: end, by: length).map { $0..<min($0 + length, end) }
}

/// Cuts 0..<count into blocks of nearly equal length, none much longer than `limit`, that begin at
/// multiples of `multiple`; like ``blocks(from:to:of:)`` the same on any pool.
package func blocks(of count: Int, limit: Int, multiple: Int = 1) -> [Range<Int>] {
  guard count > 0 else { return [] }
  let number = (count + limit - 1) / limit
  return blocks(from: 0, to: count, of: padded((count + number - 1) / number, multiple))
}

/// A distance between rows of `count` elements in working memory: whole cache lines, but not a
/// multiple of 512 bytes, where the rows would compete for the same places in the caches.
package func paddedStride<Scalar>(_ count: Int, of _: Scalar.Type) -> Int {
  let line = 64 / MemoryLayout<Scalar>.stride
  let stride = padded(max(1, count), line)
  return stride % (8 * line) == 0 ? stride + line : stride
}
