import Foundation

/// A file of Python's `pickle` (protocols 0 to 5, PEP 307, 3154 and 574), read as data.
///
/// Nothing in the file is looked up or called: objects stay what they are in the file, the name of
/// their maker and its arguments. Time and memory are bounded by ``PickleLimits``.
package struct Pickle: Sendable {
  package let root: PickleValue
  package let file: String
  /// Length in bytes: what follows is not part of the pickle.
  package let length: Int
  private let nodes: [PickleNode]

  /// Reads the pickle that `data` starts with.
  ///
  /// - Throws: ``FormatError`` when it is damaged, uses what is not read, or passes a limit.
  package init(data: Data, file: String) throws {
    var machine = PickleMachine(data, file: file)
    root = try machine.run()
    nodes = machine.nodes
    length = machine.reader.offset
    self.file = file
    try PickleLimits.check(root, nodes, file: file)
  }

  /// Reads a file that is one pickle and nothing else.
  ///
  /// - Throws: ``FormatError``, as `init(data:file:)`.
  package init(contentsOf url: URL) throws {
    let data = try MappedFile.data(at: url)
    try self.init(data: data, file: url.path)
    guard length == data.count else {
      throw refusal(
        "\(data.count - length) bytes follow the end of the pickle", "fetch or write it again")
    }
  }

  /// What a value refers to; nil for a plain one.
  package func node(_ value: PickleValue) -> PickleNode? {
    if case .node(let index) = value { nodes[index] } else { nil }
  }

  /// What the file says of everything that is stored elsewhere.
  var persistentIDs: [PickleValue] {
    nodes.compactMap { if case .persistent(let id) = $0 { id } else { nil } }
  }

  package func refusal(_ problem: String, _ advice: String) -> FormatError {
    FormatError(file: file, problem: problem, advice: advice)
  }
}
