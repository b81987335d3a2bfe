import Testing

@testable import LocusImages

/// Images weighted with all patches that cover a pixel, against Double.
struct PatchAverageTests {
  @Test(arguments: KernelTable.available, [(1, true), (2, true), (3, true), (3, false)])
  func agreesWithDirectSums(_ set: KernelTable, _ kind: (Int, Bool)) {
    let sample = PlaceWindowsTests.Sample(channels: kind.0, bytes: kind.1)
    let shape = sample.shape
    for (rows, columns) in PlaceWindowsTests.axes where rows.before == 0 && columns.before == 0 {
      let windows = PlaceWindows(
        of: sample.store, rows: rows, columns: columns, signal: PlaceWindowsTests.Sample.signal)
      let weight = DistanceWeight(variance: 0.49, terms: 35, tolerance: 1e-7)
      let sums = PlaceWindows.RowSums(windows, kernels: set.places)
      let softmax = WindowAccumulator(windows, channels: 0, weight: weight, known: nil)
      let query = windows.query(sample.query[...])
      let groups = GroupReader(of: sample.store)
      groups.forEach(in: 0..<35) { group, _ in
        sums.load(query, group)
        _ = softmax.add(group, sums)
      }
      let average = PatchAverage(
        windows, weight: weight, softmax.state, kernels: set.places)
      groups.forEach(in: 0..<35) { group, _ in
        sums.load(query, group)
        average.add(group, sums)
      }
      var (expected, cover) = (
        [Double](repeating: 0, count: shape.count), [Double](repeating: 0, count: shape.count)
      )
      for y in 0..<windows.windowsInColumn {
        for x in 0..<windows.windowsInRow {
          let (inRows, inColumns) = (
            PlaceWindowsTests.range(rows, y), PlaceWindowsTests.range(columns, x)
          )
          let weights = sample.weights(rows: inRows, columns: inColumns)
          let total = weights.reduce(0, +)
          for index in 0..<shape.count
          where inRows.contains(index / shape.width % shape.height)
            && inColumns.contains(index % shape.width)
          {
            cover[index] += 1
            for (image, weight) in weights.enumerated() {
              expected[index] += weight / total * Double(sample.store.image(image)[index])
            }
          }
        }
      }
      for (index, sum) in average.result().enumerated() {
        #expect(abs(windows.code.value(sum) - expected[index] / cover[index]) <= 3e-6)
      }
    }
  }
}
