/// Bounds on what reading a pickle takes: less than 64 MB and four times the size of the file.
struct PickleLimits {
  /// How deep values may lie in one another.
  static let depth = 1000
  /// Some tenths of a second of work; a checkpoint of thousands of tensors takes a tenth of them.
  private static let instructions = 1 << 20

  private let file: String
  /// Bytes left. Arrays and dictionaries that grow take up to three times what they hold.
  private var budget: Int
  private var instructionsLeft = Self.instructions
  private var highestStack = 0

  init(fileSize: Int, file: String) {
    self.file = file
    budget = 20 << 20 + fileSize
  }

  mutating func countInstruction() throws {
    instructionsLeft -= 1
    guard instructionsLeft >= 0 else {
      throw refusal("takes more than \(Self.instructions) instructions")
    }
  }

  mutating func countBytes(_ count: Int) throws {
    budget -= count
    guard budget >= 0 else { throw refusal("takes too much memory for its size") }
  }

  mutating func countValues(_ count: Int) throws {
    try countBytes(count * MemoryLayout<PickleValue>.stride)
  }

  /// A node, the head of its array, and what the check at the end notes of it.
  mutating func countNode(holding count: Int) throws {
    try countBytes(96)
    try countValues(count)
  }

  /// An entry of a hash table that is half full.
  mutating func countMemo() throws { try countBytes(64) }

  mutating func noteStack(_ height: Int) throws {
    guard height > highestStack else { return }
    highestStack = height
    try countValues(1)
  }

  func tooDeep() -> FormatError { refusal("nests values more than \(Self.depth) deep") }

  private func refusal(_ problem: String) -> FormatError {
    FormatError(
      file: file, problem: "the pickle \(problem)",
      advice: "it is damaged, made to do harm, or more than is read here: "
        + "save what you need of it as arrays or safetensors")
  }
}

// MARK: - The whole

extension PickleLimits {
  /// Refuses values that contain themselves, lie too deep, or stand for far more than is stored when
  /// shared ones are counted each time: whoever walks through the values may then do so plainly.
  static func check(_ root: PickleValue, _ nodes: [PickleNode], file: String) throws {
    let limits = PickleLimits(fileSize: 0, file: file)
    /// Values inside a node and how deep they lie: -1 if not looked at, 0 while they are.
    var sizes = [Int](repeating: -1, count: nodes.count)
    var depths = [Int32](repeating: 0, count: nodes.count)
    var path: [(node: Int, next: Int)] = []
    func enter(_ value: PickleValue) throws {
      guard case .node(let index) = value, sizes[index] <= 0 else { return }
      guard sizes[index] < 0 else { throw limits.refusal("holds a value that contains itself") }
      guard path.count < depth else { throw limits.tooDeep() }
      sizes[index] = 0
      path.append((index, 0))
    }
    try enter(root)
    while let (index, next) = path.last {
      if let value = nodes[index].child(next) {
        path[path.count - 1].next += 1
        try enter(value)
        continue
      }
      path.removeLast()
      var (size, below) = (1, Int32(0))
      nodes[index].forEachChild { value in
        guard case .node(let child) = value else { return size += 1 }
        size = min(size + sizes[child], maximumSize + 1)
        below = max(below, depths[child])
      }
      guard size <= maximumSize else {
        throw limits.refusal("stands for more than \(maximumSize) values, by sharing few")
      }
      guard below < depth else { throw limits.tooDeep() }
      (sizes[index], depths[index]) = (size, below + 1)
    }
  }

  private static let maximumSize = 1 << 24
}

extension PickleNode {
  /// Value `index` inside it; nil beyond the last.
  fileprivate func child(_ index: Int) -> PickleValue? {
    switch self {
    case .largeInteger, .name: nil
    case .list(let values), .tuple(let values), .set(let values), .dictionary(let values):
      index < values.count ? values[index] : nil
    case .persistent(let value): index == 0 ? value : nil
    case .object(let object): object.child(index)
    }
  }

  fileprivate func forEachChild(_ body: (PickleValue) -> Void) {
    var index = 0
    while let value = child(index) {
      body(value)
      index += 1
    }
  }
}

extension PickleObject {
  fileprivate func child(_ index: Int) -> PickleValue? {
    switch index {
    case 0: maker
    case 1: arguments
    case 2: keywords
    case 3: state
    case ..<(4 + items.count): items[index - 4]
    case ..<(4 + items.count + entries.count): entries[index - 4 - items.count]
    default: nil
    }
  }
}
