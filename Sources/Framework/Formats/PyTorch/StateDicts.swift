import Foundation

/// The collections of tensors in a checkpoint: state dicts, and whole modules as training scripts save
/// them.
struct StateDicts {
  struct Found {
    /// Keys that lead to it, joined by dots; empty for the whole file.
    let path: String
    let tensors: [(name: String, value: PickleValue)]
    /// Names in it that stand for something else.
    let others: [String]

    /// Whether its key says that it is the running average of another: `ema`, `ema_state_dict` …
    var isAverage: Bool {
      let name = path.split(separator: ".").last ?? ""
      return name.lowercased().split(separator: "_").contains("ema")
    }
  }

  let all: [Found]

  /// How many dictionaries may lie in one another: more than any training script nests.
  private static let depth = 8

  init(_ pickle: Pickle) throws {
    var search = Search(pickle: pickle)
    try search.visit(pickle.root, path: "", depth: 0)
    all = search.found
  }

  private struct Search {
    let pickle: Pickle
    var found: [Found] = []
    /// Dictionaries looked at: shared ones are looked at again, so there has to be an end.
    var visits = 0

    mutating func visit(_ value: PickleValue, path: String, depth: Int) throws {
      visits += 1
      guard depth < StateDicts.depth, visits < 100_000 else { return }
      if let module = TorchModule(value, in: pickle) {
        let tensors = try module.tensors()
        if !tensors.isEmpty { found.append(Found(path: path, tensors: tensors, others: [])) }
        return
      }
      guard let entries = pickle.entries(value) else { return }
      var (tensors, others): ([(name: String, value: PickleValue)], [String]) = ([], [])
      for (key, value) in pickle.lastEntries(entries) {
        if pickle.isTensor(value) { tensors.append((key, value)) } else { others.append(key) }
        try visit(value, path: path.isEmpty ? key : "\(path).\(key)", depth: depth + 1)
      }
      if !tensors.isEmpty { found.append(Found(path: path, tensors: tensors, others: others)) }
    }
  }
}
