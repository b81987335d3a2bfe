import Foundation

/// How much memory a program may take, and what of it the data have.
///
/// Nothing that is computed depends on it: data that are too large are read again in every pass.
public enum MemoryBudget {
  private static let given = Locked<Int?>(nil)
  private static let system = min(
    Int(ProcessInfo.processInfo.physicalMemory), groupLimit() ?? .max)

  /// Bytes: what was asked for, else the machine's memory or what a batch system or container leaves
  /// of it.
  public static var bytes: Int { given.withLock { $0 } ?? system }

  /// Sets the budget; for data that are loaded from now on.
  public static func limit(to bytes: Int?) { given.withLock { $0 = bytes } }

  /// Images of more bytes do not stay in memory: each pass reads them a block at a time.
  static var images: Int { bytes / 2 }
  /// Copies of more bytes in another order are made anew in each pass; see ``GroupedBytes``.
  static var groups: Int { bytes / 3 }

  /// The least limit of the control groups (version 2) that the process is in.
  private static func groupLimit() -> Int? {
    let root = URL(fileURLWithPath: "/sys/fs/cgroup", isDirectory: true)
    guard let groups = try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8),
      let path = groups.split(separator: "\n").first(where: { $0.hasPrefix("0::") })
    else { return nil }
    let names = path.dropFirst(3).split(separator: "/").map(String.init)
    return (0...names.count).compactMap { depth in
      let folder = names[..<depth].reduce(root) { $0.appendingPathComponent($1) }
      let text = try? String(
        contentsOf: folder.appendingPathComponent("memory.max"), encoding: .utf8)
      return text.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }.min()
  }
}
