/// The places of the `count` smallest of some numbers that are not negative, in ascending order; of
/// equal numbers the first. Not-a-number counts as the largest.
///
/// Linear in the length: such numbers are ordered as their bits are, so two histograms, of the high
/// and of the low halves of the bits, lead to the largest that is still taken.
public func smallest(_ count: Int, of numbers: [Float]) -> [Int] {
  guard count < numbers.count else { return Array(numbers.indices) }
  let keys = numbers.map { $0.bitPattern }
  let (high, below) = bucket(holding: count, of: keys.lazy.map { Int($0 >> 16) })
  let (low, within) = bucket(
    holding: count - below,
    of: keys.lazy.filter { Int($0 >> 16) == high }.map { Int($0 & 0xFFFF) })
  let last = UInt32(high << 16 | low)
  // How many of those equal to the last are taken.
  var equals = count - below - within
  return keys.indices.filter { index in
    if keys[index] == last {
      equals -= 1
      return equals >= 0
    }
    return keys[index] < last
  }
}

/// The value below 2¹⁶ at which `count` values are reached, and how many lie below it.
private func bucket(
  holding count: Int, of values: some Sequence<Int>
) -> (value: Int, below: Int) {
  var histogram = [Int](repeating: 0, count: 1 << 16)
  for value in values { histogram[value] += 1 }
  var below = 0
  for (value, number) in histogram.enumerated() {
    if below + number >= count { return (value, below) }
    below += number
  }
  return (histogram.count - 1, below)
}
