import Foundation

/// A module of PyTorch in a pickle, by itself or in the form of NVIDIA's persistence: the name of its
/// class, and attributes that are plain values. No class is looked up.
package struct TorchModule: Sendable {
  private let pickle: Pickle
  private let attributes: PickleValue
  /// The class without its module: "MinimalResNet".
  package let className: String

  /// - Returns: nil if the value is no module.
  init?(_ value: PickleValue, in pickle: Pickle) {
    guard let object = pickle.object(value) else { return nil }
    let meta = Self.persistent(value, in: pickle)
    let state = meta.flatMap { pickle.value("state", in: $0) } ?? object.state
    guard pickle.value("_parameters", in: state) != nil else { return nil }
    let name = Self.persistentClass(value, in: pickle) ?? pickle.name(object.maker) ?? ""
    className = name.split(separator: ".").last.map(String.init) ?? ""
    attributes = state
    self.pickle = pickle
  }

  /// What NVIDIA's persistence keeps of an object: its class, its program and its attributes.
  private static func persistent(_ value: PickleValue, in pickle: Pickle) -> PickleValue? {
    pickle.arguments(of: value, by: ["torch_utils.persistence._reconstruct_persistent_obj"])?.first
  }

  /// The class of an object of NVIDIA's persistence, module or not.
  static func persistentClass(_ value: PickleValue, in pickle: Pickle) -> String? {
    persistent(value, in: pickle).flatMap { pickle.value("class_name", in: $0) }
      .flatMap(pickle.text)
  }

  /// An attribute that is a plain value; nil for another or none.
  package func value(_ attribute: String) -> JSON? {
    pickle.value(attribute, in: attributes).flatMap(pickle.json)
  }

  /// The modules right inside it.
  package var modules: [(name: String, module: TorchModule)] {
    members("_modules").compactMap { name, value in
      TorchModule(value, in: pickle).map { (name, $0) }
    }
  }

  /// A module inside it by names joined by dots, as those of tensors.
  package func module(_ path: String) -> TorchModule? {
    path.split(separator: ".").reduce(self as TorchModule?) { module, name in
      module?.modules.last { $0.name == name }?.module
    }
  }

  /// The tensors of the module and of those inside it, under the names that its state dict would have:
  /// parameters, then buffers that are kept, then modules.
  func tensors() throws -> [(name: String, value: PickleValue)] {
    var result: [(name: String, value: PickleValue)] = []
    var visits = 0
    func visit(_ module: TorchModule, prefix: String) throws {
      visits += 1
      guard visits < 100_000 else {
        throw pickle.refusal("a module holds more than 100,000 others", "the file is damaged")
      }
      let dropped = Set(
        (pickle.value("_non_persistent_buffers_set", in: module.attributes).flatMap(pickle.items)
          ?? []).compactMap(pickle.text))
      for (name, value) in module.members("_parameters") where pickle.isTensor(value) {
        result.append((prefix + name, value))
      }
      for (name, value) in module.members("_buffers")
      where pickle.isTensor(value) && !dropped.contains(name) {
        result.append((prefix + name, value))
      }
      for (name, inner) in module.modules { try visit(inner, prefix: prefix + name + ".") }
    }
    try visit(self, prefix: "")
    return result
  }

  private func members(_ name: String) -> [(key: String, value: PickleValue)] {
    pickle.lastEntries(pickle.value(name, in: attributes).flatMap(pickle.entries) ?? [])
  }
}

extension Pickle {
  /// The entries whose keys are texts: in the order of the first of each, with the last of its values.
  func lastEntries(
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
}
