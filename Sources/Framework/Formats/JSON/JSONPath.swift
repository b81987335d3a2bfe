/// A place inside a JSON document, printed as `denoisers[1].energy_cutoff`.
public struct JSONPath: Hashable, Sendable, CustomStringConvertible {
  public enum Component: Hashable, Sendable {
    case key(String)
    case index(Int)
  }

  public var components: [Component]

  public init(_ components: [Component] = []) { self.components = components }

  public func appending(_ key: String) -> JSONPath { JSONPath(components + [.key(key)]) }
  public func appending(_ index: Int) -> JSONPath { JSONPath(components + [.index(index)]) }

  public var description: String {
    var text = ""
    for component in components {
      switch component {
      case .key(let key): text += text.isEmpty ? key : ".\(key)"
      case .index(let index): text += "[\(index)]"
      }
    }
    return text.isEmpty ? "the top level" : text
  }

  /// The last key, without list positions: the parameter that a sweep or an override changes.
  public var lastKey: String? {
    for case .key(let key) in components.reversed() { return key }
    return nil
  }
}

extension JSON {
  public subscript(path path: JSONPath) -> JSON? {
    get {
      path.components.reduce(self as JSON?) { value, component in
        switch component {
        case .key(let key): return value?[key]
        case .index(let index):
          guard let array = value?.array, array.indices.contains(index) else { return nil }
          return array[index]
        }
      }
    }
    set {
      guard let newValue else { return }
      set(newValue, along: path.components[...])
    }
  }

  private mutating func set(_ value: JSON, along path: ArraySlice<JSONPath.Component>) {
    guard let first = path.first else {
      self = value
      return
    }
    switch first {
    case .key(let key):
      if case .object = kind {} else { kind = .object([]) }
      var child = self[key] ?? JSON(.object([]), at: value.location)
      child.set(value, along: path.dropFirst())
      self[key] = child
    case .index(let index):
      guard case .array(var values) = kind, values.indices.contains(index) else { return }
      values[index].set(value, along: path.dropFirst())
      kind = .array(values)
    }
  }
}
