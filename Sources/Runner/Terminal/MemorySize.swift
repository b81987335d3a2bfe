import Framework

/// A size of memory as users write it: 3GB, 512 MB, 4G (as Slurm has it), 2GiB.
enum MemorySize {
  /// Bytes; nil for what is no size, or none that a computer can have.
  static func bytes(_ text: String) -> Int? {
    let text = text.filter { $0 != " " }.uppercased()
    let digits = text.prefix { $0.isNumber || $0 == "." }
    guard let number = Double(digits), number > 0,
      let unit = units[String(text.dropFirst(digits.count))], number * unit < 1e15
    else { return nil }
    return Int(number * unit)
  }

  private static let units: [String: Double] = [
    "B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "K": 0x1p10, "M": 0x1p20, "G": 0x1p30,
    "T": 0x1p40, "KIB": 0x1p10, "MIB": 0x1p20, "GIB": 0x1p30, "TIB": 0x1p40,
  ]

  /// Less is taken by the program itself.
  static let least = 100_000_000
}

extension CommandLineArguments {
  /// Sets what `--memory` says.
  ///
  /// - Throws: ``UsageError`` for what is no size.
  func limitMemory() throws {
    guard let text = self[CommandOption.memory] else { return }
    guard let bytes = MemorySize.bytes(text) else {
      throw UsageError("--memory: \"\(text)\" is no size; write a number and a unit, such as 3GB")
    }
    guard bytes >= MemorySize.least else {
      throw UsageError("--memory: \(text) is too little; the program itself takes up to 100 MB")
    }
    MemoryBudget.limit(to: bytes)
  }
}
