/// An option of a command, declared once: what the parser accepts and the help shows.
struct CommandOption: Sendable, Equatable {
  /// With its dashes.
  let name: String
  /// What the value is called in the help; nil for an option that takes none.
  let value: String?
  let meaning: String
  /// The values that it may have, where these are a few words.
  let values: [String]

  init(
    _ name: String, _ value: String? = nil, _ meaning: String, values: [String] = []
  ) {
    self.name = name
    self.value = value
    self.meaning = meaning
    self.values = values
  }

  var takesValue: Bool { value != nil }

  /// `--output DIR`.
  var usage: String { value.map { "\(name) \($0)" } ?? name }
}

// MARK: - Options of several commands

extension CommandOption {
  static let data = CommandOption(
    "--data", "DIR", "where data sets lie (default $LOCUS_DATA, else ./data)")
  static let threads = CommandOption(
    "--threads", "N", "threads of the pool (default: all processors)")
  static let memory = CommandOption(
    "--memory", "SIZE",
    "memory that the run may take, e.g. 3GB (default: the machine's): larger data are read again "
      + "in every pass, and no number changes")
  static let quiet = CommandOption("--quiet", nil, "no progress")
  static let key = CommandOption(
    "--key", "KEY", "which tensors of a file with several networks, e.g. ema or model")
  static let results = CommandOption(
    "--output", "DIR", "the results are in DIR/NAME instead of results/NAME")

  static func json(_ what: String) -> CommandOption {
    CommandOption("--json", nil, "print \(what) as JSON")
  }

  static func force(_ what: String) -> CommandOption { CommandOption("--force", nil, what) }

  static func output(_ value: String, _ meaning: String) -> CommandOption {
    CommandOption("--output", value, meaning)
  }
}
