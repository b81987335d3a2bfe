/// How to form the sums over all masks of an image with few loads; see `MaskKernels` for the layout.
///
/// A mask falls into horizontal runs of pixels, and with running sums along the rows a run costs one
/// subtraction. Where noise is high the masks of neighbours differ little: a mask's sum then starts
/// from that of its left or upper neighbour or of the same place in the channel before, whichever
/// leaves the fewest runs.
struct MaskProgram: Sendable {
  /// Masks between a sum and one that is formed from its own runs: bounds the rounding errors that
  /// add up on the way.
  static let deepest = 32

  /// Whether the terms come in pairs, for a table of running sums.
  let isPaired: Bool
  let maskCount: Int
  let nodes: [Int32]
  let terms: [Int32]
  /// Sums that are kept at one time.
  let slots: Int

  /// - Parameters:
  ///   - cumulative: for a table of running sums; otherwise pixels are added one by one, and nothing
  ///     is ever subtracted.
  ///   - kernels: whose layout the program has.
  init(_ masks: PixelMasks, cumulative: Bool, kernels: MaskKernelTable = .current) {
    let tree = cumulative ? Tree(masks) : Tree(flat: masks.shape.count)
    var nodes: [Int32] = []
    var terms: [Int32] = []
    let width = masks.shape.width
    let group = kernels.set.groupSize
    func end(_ row: Int, _ column: Int) -> Int32 {
      // The vector of zeros comes first; the sum before a row is zero.
      column == 0 ? 0 : Int32((row * width + column) * group)
    }
    for place in tree.order {
      let first = terms.count
      let parent = tree.parents[place]
      masks.forEachRun(of: place, without: parent) { row, columns in
        if cumulative {
          terms += [end(row, columns.upperBound), end(row, columns.lowerBound)]
        } else {
          terms += columns.map { end(row, $0 + 1) }
        }
      }
      if let parent {
        masks.forEachRun(of: parent, without: place) { row, columns in
          terms += [end(row, columns.lowerBound), end(row, columns.upperBound)]
        }
      }
      nodes += [
        Int32(place), Int32(parent.map { tree.depths[$0] } ?? -1),
        Int32(tree.hasChildren[place] ? tree.depths[place] : -1), Int32(first), Int32(terms.count),
      ]
    }
    isPaired = cumulative
    maskCount = masks.shape.count
    self.nodes = nodes
    self.terms = terms
    slots = (tree.depths.max() ?? 0) + 1
  }
}

/// Which mask's sum each mask's sum starts from.
private struct Tree {
  /// Nil for masks that start from nothing.
  var parents: [Int?]
  var depths: [Int]
  var hasChildren: [Bool]
  /// Every place after its parent, and nothing else at the parent's depth in between.
  var order: [Int]

  /// No mask starts from another.
  init(flat count: Int) {
    parents = [Int?](repeating: nil, count: count)
    depths = [Int](repeating: 0, count: count)
    hasChildren = [Bool](repeating: false, count: count)
    order = Array(0..<count)
  }

  /// The cheapest parents among neighbours that come earlier. Since these edges form no circle, the
  /// cheapest edge of every place gives the cheapest tree.
  init(_ masks: PixelMasks) {
    let shape = masks.shape
    let area = shape.height * shape.width
    self.init(flat: shape.count)
    var children = [[Int]](repeating: [], count: shape.count)
    for place in 0..<shape.count {
      let neighbours = [
        place % shape.width > 0 ? place - 1 : nil,
        place % area >= shape.width ? place - shape.width : nil,
        place >= area ? place - area : nil,
      ]
      var least = masks.runs(of: place)
      for case let neighbour? in neighbours where depths[neighbour] < MaskProgram.deepest {
        // Starting from a sum and keeping it cost about one run.
        let cost =
          masks.runs(of: place, without: neighbour) + masks.runs(of: neighbour, without: place) + 1
        if cost < least {
          least = cost
          parents[place] = neighbour
          depths[place] = depths[neighbour] + 1
        }
      }
      if let parent = parents[place] {
        children[parent].append(place)
        hasChildren[parent] = true
      }
    }
    var pending = Array(parents.indices.filter { parents[$0] == nil }.reversed())
    order.removeAll(keepingCapacity: true)
    while let place = pending.popLast() {
      order.append(place)
      pending += children[place].reversed()
    }
  }
}
