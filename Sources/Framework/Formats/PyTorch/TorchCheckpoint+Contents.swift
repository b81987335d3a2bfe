import Foundation

/// What a checkpoint holds beside tensors.
extension TorchCheckpoint {
  /// The keys of state dicts and modules; the empty one stands for the file as a whole.
  package func stateDicts() throws -> [String] { try StateDicts(pickle).all.map(\.path) }

  /// Whether there are several state dicts, and none stands before the others.
  package func needsKey() throws -> Bool {
    let all = try StateDicts(pickle).all
    return all.count > 1 && all.filter(\.isAverage).count != 1
  }

  /// The module under a key of ``stateDicts()``; nil if it is a dictionary.
  package func module(at key: String) -> TorchModule? {
    var value = pickle.root
    for name in key.split(separator: ".") {
      guard let inner = pickle.value(String(name), in: value) else { return nil }
      value = inner
    }
    return TorchModule(value, in: pickle)
  }

  /// A plain value of the outermost dictionary, such as a number of steps or arguments.
  package func value(_ key: String) -> JSON? {
    pickle.value(key, in: pickle.root).flatMap(pickle.json)
  }

  /// The entries of the outermost dictionary, each with what it is: a plain value, or words such as
  /// "12 tensors" for what is more than that. Nil if the file holds a module or something else.
  package func entries() throws -> [(key: String, value: JSON)]? {
    guard TorchModule(pickle.root, in: pickle) == nil, let entries = pickle.entries(pickle.root)
    else { return nil }
    return try pickle.lastEntries(entries).map { key, value in (key, try description(of: value)) }
  }

  private func description(of value: PickleValue) throws -> JSON {
    if let module = TorchModule(value, in: pickle) {
      return .string("\(module.className), a module of \(try module.tensors().count) tensors")
    }
    if pickle.isTensor(value) { return "a tensor" }
    if let json = pickle.json(value) { return json }
    let tensors = (pickle.entries(value) ?? []).filter { pickle.isTensor($0.value) }.count
    if tensors > 0 { return .string("\(tensors) tensor\(tensors == 1 ? "" : "s")") }
    let name = TorchModule.persistentClass(value, in: pickle)
    return .string(name.map { "an object of \($0)" } ?? pickle.kind(value))
  }
}
