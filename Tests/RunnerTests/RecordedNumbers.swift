/// The numbers that ``VersionTests`` watches.
extension VersionTests {
  static let recorded: [String: Numbers] = [:]
}
