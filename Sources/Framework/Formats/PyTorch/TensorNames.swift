/// What programs put before the names of a network's tensors.
package enum TensorNames {
  /// PyTorch's own wrappers: `DataParallel` and the compiler.
  package static let torch = ["module", "_orig_mod"]

  /// What all names start with, as far as it is made of `wrappers`: "module._orig_mod."; nil if nothing.
  package static func wrapper(of names: [String], among wrappers: [String]) -> String? {
    guard let first = names.first else { return nil }
    var wrapper = ""
    while let next = first.dropFirst(wrapper.count).split(separator: ".").first,
      wrappers.contains(String(next)), names.allSatisfy({ $0.hasPrefix("\(wrapper)\(next).") })
    { wrapper += "\(next)." }
    return wrapper.isEmpty ? nil : wrapper
  }

  package static func remark(_ wrapper: String) -> String {
    "\"\(wrapper)\" is left out at the start of the names"
  }
}
