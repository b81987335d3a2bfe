import Framework

/// Arguments of a command: its options, and the other words in order.
struct CommandLineArguments {
  private var flags: Set<String> = []
  private var values: [String: [String]] = [:]
  private(set) var words: [String] = []

  /// - Parameters:
  ///   - arguments: what follows the command's name; values come as `--name value` or `--name=value`.
  ///   - options: those that the command knows.
  /// - Throws: ``UsageError`` for anything else that starts with a dash.
  init(_ arguments: [String], options: [CommandOption]) throws {
    let names = options.map(\.name)
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-"), argument.count > 1 else {
        words.append(argument)
        continue
      }
      let parts = argument.split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false
      ).map(String.init)
      guard let option = options.first(where: { $0.name == parts[0] }) else {
        let hint = NearestName.hint(parts[0], among: names, called: "options")
        throw UsageError("unknown option \(parts[0])\(hint)")
      }
      if option.takesValue {
        guard let value = parts.count == 2 ? parts[1] : rest.popFirst(), !value.isEmpty,
          !names.contains(value)
        else { throw UsageError("\(option.name) needs a value") }
        values[option.name, default: []].append(value)
      } else if parts.count == 2 {
        throw UsageError("\(option.name) takes no value, found \"\(parts[1])\"")
      } else {
        flags.insert(option.name)
      }
    }
  }

  /// Whether an option without a value was given.
  func has(_ name: String) -> Bool { flags.contains(name) }

  /// The value of an option; nil if it was not given.
  subscript(_ name: String) -> String? { values[name]?.last }
  subscript(_ option: CommandOption) -> String? { self[option.name] }

  /// All values of an option that may be given several times.
  func all(_ option: CommandOption) -> [String] { values[option.name] ?? [] }

  /// Reads a positive whole number.
  func number(_ option: CommandOption) throws -> Int? {
    guard let text = self[option] else { return nil }
    guard let value = Int(text), value > 0 else {
      throw UsageError("\(option.name) needs a whole number above 0, found \"\(text)\"")
    }
    return value
  }
}

/// The command line cannot be understood; exit code 2.
struct UsageError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
