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
      if let attributes = pickle.moduleAttributes(value) {
        let tensors = try pickle.moduleTensors(attributes)
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

extension Pickle {
  /// The entries whose keys are texts: in the order of the first of each, with the last of its values.
  fileprivate func lastEntries(
    _ entries: [(key: PickleValue, value: PickleValue)]
  ) -> [(key: String, value: PickleValue)] {
    var places: [String: Int] = [:]
    var result: [(key: String, value: PickleValue)] = []
    for entry in entries {
      guard let key = text(entry.key) else { continue }
      if let place = places[key] {
        result[place].value = entry.value
      } else {
        places[key] = result.count
        result.append((key, entry.value))
      }
    }
    return result
  }

  /// The attributes of a module of PyTorch, pickled as such or by NVIDIA's persistence.
  fileprivate func moduleAttributes(_ value: PickleValue) -> PickleValue? {
    let persistence: Set = ["torch_utils.persistence._reconstruct_persistent_obj"]
    let state =
      arguments(of: value, by: persistence)?.first.flatMap { self.value("state", in: $0) }
      ?? object(value)?.state
    return state.flatMap { self.value("_parameters", in: $0) == nil ? nil : $0 }
  }

  /// The tensors of a module and of those inside it, under the names that its state dict would have:
  /// parameters, then buffers that are kept, then modules.
  fileprivate func moduleTensors(
    _ attributes: PickleValue
  ) throws -> [(name: String, value: PickleValue)] {
    var result: [(name: String, value: PickleValue)] = []
    var visits = 0
    func visit(_ attributes: PickleValue, prefix: String) throws {
      visits += 1
      guard visits < 100_000 else {
        throw refusal("a module holds more than 100,000 others", "the file is damaged")
      }
      func members(_ name: String) -> [(key: String, value: PickleValue)] {
        lastEntries(value(name, in: attributes).flatMap(entries) ?? [])
      }
      let dropped = Set(
        (value("_non_persistent_buffers_set", in: attributes).flatMap(items) ?? [])
          .compactMap(text))
      for (name, value) in members("_parameters") where isTensor(value) {
        result.append((prefix + name, value))
      }
      for (name, value) in members("_buffers") where isTensor(value) && !dropped.contains(name) {
        result.append((prefix + name, value))
      }
      for (name, value) in members("_modules") {
        guard let inner = moduleAttributes(value) else { continue }
        try visit(inner, prefix: prefix + name + ".")
      }
    }
    try visit(attributes, prefix: "")
    return result
  }
}
