/// Places for labels that want to stand beside their curves and may not cover each other.
enum LabelStack {
  private struct Block {
    /// Sum of the wanted places of the first label's own position in the block, and how many.
    var sum: Double
    var count: Int
    var place: Double
  }

  /// As near to what is wanted as it goes, `spacing` apart and in the same order.
  ///
  /// - Returns: one place for each wanted one; nil if the range has no room for all.
  static func places(
    _ wanted: [Double], spacing: Double, within range: ClosedRange<Double>
  ) -> [Double]? {
    let room = range.upperBound - range.lowerBound
    guard Double(wanted.count - 1) * spacing <= room else { return nil }
    let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    var blocks: [Block] = []
    for index in order {
      blocks.append(Block(sum: wanted[index], count: 1, place: 0))
      while true {
        var last = blocks.removeLast()
        last.place = min(
          max(last.sum / Double(last.count), range.lowerBound),
          range.upperBound - Double(last.count - 1) * spacing)
        guard let before = blocks.last,
          before.place + Double(before.count) * spacing > last.place
        else {
          blocks.append(last)
          break
        }
        // One block: labels of the second stand so many places behind the first of the whole.
        blocks[blocks.count - 1] = Block(
          sum: before.sum + last.sum - Double(last.count * before.count) * spacing,
          count: before.count + last.count, place: 0)
      }
    }
    var places = [Double](repeating: 0, count: wanted.count)
    var next = order.makeIterator()
    for block in blocks {
      for position in 0..<block.count {
        places[next.next()!] = block.place + Double(position) * spacing
      }
    }
    return places
  }
}
