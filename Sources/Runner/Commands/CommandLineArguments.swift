import Framework

/// Arguments of a command: flags, options with a value, and the rest in order.
struct CommandLineArguments {
  private(set) var flags: Set<String> = []
  private(set) var options: [String: String] = [:]
  private(set) var positional: [String] = []

  /// - Parameters:
  ///   - arguments: what follows the command's name.
  ///   - flags: known flags, with their dashes.
  ///   - options: known options that take a value, as `--name value` or `--name=value`.
  /// - Throws: ``UsageError`` for anything else that starts with a dash.
  init(_ arguments: [String], flags known: [String], options valued: [String]) throws {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-"), argument.count > 1 else {
        positional.append(argument)
        continue
      }
      let parts = argument.split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false
      ).map(String.init)
      if known.contains(argument) {
        flags.insert(argument)
      } else if valued.contains(parts[0]) {
        guard let value = parts.count == 2 ? parts[1] : rest.popFirst(), !value.isEmpty,
          !(known + valued).contains(value)
        else { throw UsageError("\(parts[0]) needs a value") }
        options[parts[0]] = value
      } else if known.contains(parts[0]) {
        throw UsageError("\(parts[0]) takes no value, found \"\(parts[1])\"")
      } else {
        let hint = NearestName.hint(parts[0], among: known + valued, called: "options")
        throw UsageError("unknown option \(parts[0])\(hint)")
      }
    }
  }

  /// Reads a positive whole number.
  func number(_ option: String) throws -> Int? {
    guard let text = options[option] else { return nil }
    guard let value = Int(text), value > 0 else {
      throw UsageError("\(option) needs a whole number above 0, found \"\(text)\"")
    }
    return value
  }
}

/// The command line cannot be understood; exit code 2.
struct UsageError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
