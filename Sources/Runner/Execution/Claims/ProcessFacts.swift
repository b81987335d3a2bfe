import Foundation
import Framework

/// What tells a process from every other, on this machine and elsewhere.
struct ProcessFacts: Equatable, Sendable {
  /// The machine's name, for people.
  let host: String
  /// One boot of one machine; on Linux one space of process ids too, as containers may have the name
  /// of their host and count their processes for themselves.
  let machine: String
  let pid: Int32
  /// When the process started, as the system counts: a number that is used again has another.
  let started: String

  static let current = ProcessFacts(
    host: ProcessInfo.processInfo.hostName, machine: thisMachine,
    pid: ProcessInfo.processInfo.processIdentifier,
    started: start(of: ProcessInfo.processInfo.processIdentifier) ?? "")

  /// Whether the process is there; nil for one of another machine, of which nothing can be asked.
  var isAlive: Bool? {
    guard machine == Self.thisMachine else { return nil }
    guard kill(pid, 0) == 0 || errno == EPERM else { return false }
    // Where a system hides the processes of other users, the number alone must do.
    return Self.start(of: pid).map { $0 == started } ?? !Self.isDead(pid)
  }

  #if canImport(Darwin)
    private static let thisMachine: String = {
      var size = 0
      sysctlbyname("kern.bootsessionuuid", nil, &size, nil, 0)
      var text = [CChar](repeating: 0, count: size + 1)
      sysctlbyname("kern.bootsessionuuid", &text, &size, nil, 0)
      return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()

    private static func start(of pid: Int32) -> String? {
      var name = [CTL_KERN, KERN_PROC, KERN_PROC_PID, pid]
      var facts = kinfo_proc()
      var size = MemoryLayout<kinfo_proc>.stride
      guard sysctl(&name, UInt32(name.count), &facts, &size, nil, 0) == 0, size > 0 else {
        return nil
      }
      let time = facts.kp_proc.p_starttime
      return "\(time.tv_sec).\(time.tv_usec)"
    }

    private static func isDead(_ pid: Int32) -> Bool { false }
  #else
    private static let thisMachine: String = {
      let boot = text("/proc/sys/kernel/random/boot_id") ?? ""
      let ids = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid"))
      return [boot.trimmingCharacters(in: .whitespacesAndNewlines), ids ?? ""]
        .joined(separator: " ")
    }()

    /// Clock ticks from the boot on; nil if the process cannot be seen, or has only its exit code left.
    private static func start(of pid: Int32) -> String? {
      guard let fields = fields(of: pid), fields.count > 19, !ended.contains(fields[0]) else {
        return nil
      }
      return fields[19]
    }

    private static func isDead(_ pid: Int32) -> Bool {
      fields(of: pid).map { ended.contains($0[0]) } ?? false
    }

    private static let ended = ["Z", "X"]

    /// The fields of /proc/PID/stat from the state on; the name before it may hold anything.
    private static func fields(of pid: Int32) -> [String]? {
      guard let text = text("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else {
        return nil
      }
      let fields = text[text.index(after: end)...].split(separator: " ").map(String.init)
      return fields.isEmpty ? nil : fields
    }

    private static func text(_ path: String) -> String? {
      FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
  #endif
}
