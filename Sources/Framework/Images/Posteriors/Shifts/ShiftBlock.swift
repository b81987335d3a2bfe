/// Neighbouring shifts of one axis that are computed together.
///
/// Shift b of the block, d = `offset` + b, compares place u of the data with place u + d of the
/// query.
struct ShiftBlock: Sendable {
  /// d of the first shift.
  let offset: Int
  /// Shifts in the block.
  let count: Int
  /// All places u of its shifts.
  let places: Range<Int>
  /// Where a row of distances, `places` and as many more as neighbouring shifts can lie apart for each
  /// shift, has none: a shift without that place, or no shift at all.
  let absent: [Int32]

  private init(_ shifts: ArraySlice<WindowAxis.Shift>, places: Range<Int>, of longest: Int) {
    offset = shifts.first?.offset ?? 0
    count = shifts.count
    self.places = places
    let lists = shifts.map(\.places)
    let gap = longest - 1
    absent = (0..<longest).flatMap { shift in
      (0..<places.count + gap).filter { place in
        shift >= lists.count || !lists[shift].contains(places.lowerBound + place)
      }.map { Int32(shift * (places.count + gap) + $0) }
    }
  }

  /// The shifts of an axis, `longest` at a time where they have like places.
  ///
  /// Places whose windows reach outside have no like at other shifts: they are blocks of their own.
  static func blocks(of axis: WindowAxis, longest: Int) -> [ShiftBlock] {
    let inside = min(axis.before, axis.size)..<max(axis.before, axis.size - axis.after)
    let atBorders = [0..<inside.lowerBound, inside.upperBound..<max(inside.upperBound, axis.size)]
    func parts(_ places: Range<Int>) -> [WindowAxis.Shift] {
      axis.shifts.map { .init(offset: $0.offset, places: $0.places.clamped(to: places)) }
        .filter { !$0.places.isEmpty }
    }
    var blocks: [ShiftBlock] = []
    var rest = parts(inside)[...]
    while let first = rest.first {
      var places = first.places
      var shortest = places.count
      var end = rest.startIndex + 1
      while end < rest.endIndex, end - rest.startIndex < longest {
        let next = rest[end].places
        let union =
          min(places.lowerBound, next.lowerBound)..<max(places.upperBound, next.upperBound)
        shortest = min(shortest, next.count)
        guard union.count < shortest + longest else { break }
        places = union
        end += 1
      }
      blocks.append(ShiftBlock(rest[..<end], places: places, of: longest))
      rest = rest[end...]
    }
    for shift in atBorders.flatMap(parts) {
      blocks.append(ShiftBlock([shift], places: shift.places, of: longest))
    }
    return blocks
  }
}
