/// Which classes a network answers for.
enum NetworkClasses: Equatable, Sendable {
  /// It was trained without classes.
  case none
  /// Classes 0 ..< count.
  ///
  /// - orNone: whether it can be asked without a class, too.
  case numbered(count: Int, orNone: Bool)
  /// Any number, which the network treats as it does its time.
  case timesteps
  /// A vector of this size, which stands for a class.
  case vectors(size: Int)

  /// What is wrong with a label, and what to do; nil for one that the network takes.
  ///
  /// - Parameter key: what holds the label in a spec.
  func refusal(
    of label: NetworkLabel, key: String = "class"
  ) -> (problem: String, advice: String)? {
    switch (self, label) {
    case (.none, .none): nil
    case (.none, _):
      ("the network takes no class, and \"\(key)\" is given", "leave \"\(key)\" out")
    case (.numbered(let count, _), .number(let number)):
      number < count
        ? nil
        : (
          "the network has the classes \(range(count)), and \"\(key)\" \(key == "class" ? "is" : "holds") "
            + "\(number)",
          "choose one of them"
        )
    case (.numbered(let count, let orNone), .none):
      orNone
        ? nil
        : (
          "the network needs a class, and \"class\" is not given",
          "set \"class\" to one of \(range(count))"
        )
    case (.numbered(let count, _), .vector):
      (
        "the network takes the number of a class, and \"class\" is a list",
        "set \"class\" to one of \(range(count))"
      )
    case (.timesteps, .number): nil
    case (.timesteps, _):
      ("the network needs a number as its class", "set \"class\" to an integer of at least 0")
    case (.vectors(let size), .vector(let numbers)):
      numbers.count == size
        ? nil
        : (
          "the network takes a vector of \(size) numbers, and \"class\" has \(numbers.count)",
          "give \(size) numbers"
        )
    case (.vectors(let size), _):
      (
        "the network takes a vector in place of a class, and \"\(key)\" is "
          + (label == .none ? "none" : "no vector"),
        "set \"class\" to a list of \(size) numbers"
      )
    }
  }

  /// What is taken for granted about a label that the network takes.
  func remark(on label: NetworkLabel) -> String? {
    guard case .numbered(let count, orNone: true) = self, label == .none else { return nil }
    return
      "no \"class\" given: the network, which has the classes \(range(count)), is asked for none "
      + "in particular"
  }

  /// For people: "10 or none"; nil without classes.
  var text: String? {
    switch self {
    case .none: nil
    case .numbered(let count, let orNone): "\(count)" + (orNone ? " or none" : "")
    case .timesteps: "any number"
    case .vectors(let size): "vectors of \(size) numbers"
    }
  }

  private func range(_ count: Int) -> String { count == 1 ? "0" : "0 to \(count - 1)" }
}
