/// How many masks have each pair of a block's vectors, in a triangle of numbers: planning masks looks at
/// millions of pairs, and hashing them took most of its time.
struct PairCounts {
  struct Pair {
    let first: Int
    let second: Int
  }

  /// Row after row the counts of vector b with each a < b.
  private var counts: [Int32]
  private var vectors: Int
  private let least: Int32
  /// The pairs that have reached `least`. None comes back to it: only pairs with a new vector grow.
  private var reached: [Pair] = []

  init(vectors: Int, least: Int32) {
    self.vectors = vectors
    self.least = least
    counts = [Int32](repeating: 0, count: Self.start(vectors))
  }

  private static func start(_ second: Int) -> Int { second * (second - 1) / 2 }

  subscript(pair: Pair) -> Int32 { counts[Self.start(pair.second) + pair.first] }

  /// One more vector, in pairs with all those before.
  mutating func addVector() {
    counts.append(contentsOf: repeatElement(0, count: vectors))
    vectors += 1
  }

  mutating func add(_ number: Int32, to a: Int, _ b: Int) {
    let pair = a < b ? Pair(first: a, second: b) : Pair(first: b, second: a)
    let index = Self.start(pair.second) + pair.first
    let before = counts[index]
    counts[index] = before + number
    if before < least, before + number >= least { reached.append(pair) }
  }

  mutating func clear(_ pair: Pair) { counts[Self.start(pair.second) + pair.first] = 0 }

  /// The pairs that still have at least `least`, most first; nil if there are none.
  mutating func frequent() -> [Pair]? {
    let pairs = reached.map { (pair: $0, count: self[$0]) }.filter { $0.count >= least }
    reached = pairs.sorted {
      ($1.count, $0.pair.first, $0.pair.second) < ($0.count, $1.pair.first, $1.pair.second)
    }.map(\.pair)
    return reached.isEmpty ? nil : reached
  }
}

/// Numbers pairs of parts in the order in which they are met first.
struct PairTable {
  private let columns: Int
  /// An entry for each pair, where that is not much more than pairs are looked at.
  private var dense: [Int32]
  private var sparse: [Int: Int32] = [:]
  private var count: Int32 = 0

  init(_ rows: Int, _ columns: Int, entries: Int) {
    self.columns = columns
    dense = rows * columns <= 16 * entries ? [Int32](repeating: -1, count: rows * columns) : []
  }

  mutating func index(of row: Int, _ column: Int) -> Int {
    let key = row * columns + column
    let known = dense.isEmpty ? sparse[key] ?? -1 : dense[key]
    guard known < 0 else { return Int(known) }
    if dense.isEmpty { sparse[key] = count } else { dense[key] = count }
    count += 1
    return Int(count) - 1
  }
}
