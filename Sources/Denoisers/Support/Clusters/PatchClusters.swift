import Framework

/// Patches of the training images in clusters, by k-means on their principal components.
struct PatchClusters: Sendable {
  let patches: WindowPatches
  /// Numbers of the patches of each cluster, in order; none is empty.
  let members: [[UInt32]]

  /// Principal components, one a row, and the clusters' centres along them.
  private let axes: Matrix<Float>
  private let centres: Matrix<Float>

  /// Patches that components and centres are found from: so many for each cluster, and at least some.
  private static let drawnPerCluster = 64
  private static let leastDrawn = 2048
  /// Components hold this share of the variance, and are no more than so many.
  private static let share = 0.95
  private static let mostComponents = 32
  private static let block = 4096

  /// - Parameter count: of clusters; fewer if some would be empty.
  init(_ patches: WindowPatches, into count: Int, seed: Int) {
    self.patches = patches
    let all = Array(0..<UInt32(patches.count))
    let count = min(count, patches.count)
    guard count > 1 else {
      (members, axes, centres) = ([all], Matrix(rows: 0, columns: 0), Matrix(rows: 0, columns: 0))
      return
    }
    let drawn = Self.draw(max(Self.leastDrawn, Self.drawnPerCluster * count), of: all, seed)
    let sample = patches.stored(drawn[...])
    let axes = Self.components(of: sample)
    let found = KMeans(
      points: Matrix(sample.multiplied(by: axes, transposingOther: true)), seed: seed, count: count
    ).clusters().centres
    let clusters = Self.nearest(patches, axes, Matrix<Float>(found))
    var members = [[UInt32]](repeating: [], count: count)
    for (patch, cluster) in clusters.enumerated() { members[cluster].append(UInt32(patch)) }
    let kept = members.indices.filter { !members[$0].isEmpty }
    self.members = kept.map { members[$0] }
    self.axes = axes
    centres = Matrix(
      rows: kept.count, columns: axes.rows,
      values: kept.flatMap { found.row($0).map { Float($0) } })
  }

  /// The `count` clusters nearest to each query, in their order.
  func nearest(_ count: Int, to queries: ImageBatch, signal: Double) -> [[Int]] {
    guard count < members.count else {
      return [[Int]](repeating: Array(members.indices), count: queries.count)
    }
    let a = Float(signal)
    let points = patches.stored(queries, signal: signal)
      .multiplied(by: axes, transposingOther: true)
    let products = points.multiplied(by: centres, transposingOther: true)
    let squares = members.indices.map { k in centres.row(k).reduce(0) { $0 + $1 * $1 } }
    return (0..<queries.count).map { query in
      let gaps = zip(products.row(query), squares).map { a * a * $1 - 2 * a * $0 }
      return gaps.indices.sorted { (gaps[$0], $0) < (gaps[$1], $1) }.prefix(count).sorted()
    }
  }

  private static func draw(_ count: Int, of all: [UInt32], _ seed: Int) -> [UInt32] {
    guard count < all.count else { return all }
    // The stream of index 0 draws the centres.
    var random = CounterRandom(seed: UInt64(bitPattern: Int64(seed)), index: 1, purpose: .clusters)
    return (0..<count).map { _ in all[random.integer(below: all.count)] }.sorted()
  }

  private static func components(of sample: Matrix<Float>) -> Matrix<Float> {
    var centred = Matrix<Double>(sample)
    for column in 0..<centred.columns {
      let mean = (0..<centred.rows).reduce(0) { $0 + centred[$1, column] } / Double(centred.rows)
      for row in 0..<centred.rows { centred[row, column] -= mean }
    }
    let eigen = SymmetricEigen(of: centred.multiplied(by: centred, transposingSelf: true))
    let total = eigen.values.reduce(0, +)
    var (count, held) = (0, 0.0)
    repeat {
      held += eigen.values[count]
      count += 1
    } while count < min(mostComponents, eigen.values.count) && held < share * total
    return Matrix(
      rows: count, columns: sample.columns,
      values: eigen.vectors.values[..<(count * sample.columns)].map { Float($0) })
  }

  /// The nearest centre to each patch.
  private static func nearest(
    _ patches: WindowPatches, _ axes: Matrix<Float>, _ centres: Matrix<Float>
  ) -> [Int] {
    let parts = blocks(from: 0, to: patches.count, of: block)
    let squares = (0..<centres.rows).map { k in centres.row(k).reduce(0) { $0 + $1 * $1 } / 2 }
    return WorkPool.shared.map(parts.count) { part -> [Int] in
      let numbers = parts[part].map { UInt32($0) }
      let products = patches.stored(numbers[...]).multiplied(by: axes, transposingOther: true)
        .multiplied(by: centres, transposingOther: true)
      return numbers.indices.map { patch in
        var (best, least) = (0, Float.infinity)
        for (cluster, product) in products.row(patch).enumerated() {
          let gap = squares[cluster] - product
          if gap < least { (best, least) = (cluster, gap) }
        }
        return best
      }
    }.flatMap { $0 }
  }
}

extension Matrix<Double> {
  fileprivate init(_ other: Matrix<Float>) {
    self.init(rows: other.rows, columns: other.columns, values: other.values.map { Double($0) })
  }
}

extension Matrix<Float> {
  fileprivate init(_ other: Matrix<Double>) {
    self.init(rows: other.rows, columns: other.columns, values: other.values.map { Float($0) })
  }
}
