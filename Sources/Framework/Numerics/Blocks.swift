/// The smallest multiple of `multiple` that is not below `count`.
func padded(_ count: Int, _ multiple: Int) -> Int {
  (count + multiple - 1) / multiple * multiple
}

/// Cuts 0..<count into blocks of nearly equal length, none much longer than `limit`, that begin at
/// multiples of `multiple`.
///
/// Depends on nothing but its arguments, never on the number of threads: work that is cut this way
/// gives the same result on any pool.
func blocks(of count: Int, limit: Int, multiple: Int = 1) -> [Range<Int>] {
  guard count > 0 else { return [] }
  let number = (count + limit - 1) / limit
  let length = padded((count + number - 1) / number, multiple)
  return stride(from: 0, to: count, by: length).map { $0..<min(count, $0 + length) }
}
