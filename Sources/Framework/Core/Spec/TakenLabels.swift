/// The labels of a run's models and the files that are called after them: no two models may share
/// one, whatever the case of its letters, as some file systems make no difference.
struct TakenLabels {
  /// Why a label cannot be had.
  enum Problem {
    /// The sweep of the same entry has made it before.
    case ownSweep
    case other(String)
  }

  /// Position of the entry by label; nil is the reference.
  private var labels: [String: Int?] = [:]
  /// Label by file, in lower case.
  private var files: [String: String] = [:]

  /// Takes a label.
  ///
  /// - Parameter entry: position among the denoisers; nil for the reference.
  /// - Returns: why it cannot be had; nil if it can.
  mutating func take(_ label: String, by entry: Int?) -> Problem? {
    let isReference = entry == nil
    if !isReference, let other = labels[label] ?? nil {
      return other == entry
        ? .ownSweep
        : .other(
          "the label \"\(label)\" is taken by denoisers[\(other)]; give one of them another "
            + "\"label\"")
    }
    if !isReference { labels[label] = entry }
    if let problem = Label.problem(label, isReference: isReference) { return .other(problem) }
    for file in Label.fileNames(label, isReference: isReference) {
      guard let other = files.updateValue(label, forKey: file.lowercased()) else { continue }
      return .other(
        "the labels \"\(label)\" and \"\(other)\" would both write arrays/\(file); give one of "
          + "them another \"label\"")
    }
    return nil
  }
}
