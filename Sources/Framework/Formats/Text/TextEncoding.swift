/// How a text is stored, as far as it keeps one from reading it.
enum TextEncoding {
  /// What is wrong with `bytes` as UTF-8 without a byte order mark, and what to do; nil if nothing.
  static func problem(of bytes: [UInt8]) -> String? {
    let start = bytes.prefix(2)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      return
        "the file starts with a byte order mark; save it without a byte order mark, as \"UTF-8\""
    }
    // Without its mark, UTF-16 shows by the zero byte of the first character.
    if start == [0xFF, 0xFE] || start == [0xFE, 0xFF] || (start.count == 2 && start.contains(0)) {
      return "the file is UTF-16 or UTF-32, not UTF-8; save it as UTF-8 without a byte order mark"
    }
    return String(validating: bytes, as: UTF8.self) == nil
      ? "the file is not valid UTF-8; save it as UTF-8 text" : nil
  }
}
