import Foundation
import Framework

/// The few facts about the machine that differ between systems.
enum Platform {
  /// Largest resident memory of this process so far, in bytes.
  static var peakMemory: Int {
    #if os(Linux)
      if let bytes = highWaterMark { return bytes }
    #endif
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #else
      // glibc declares the selector as an enumeration, and reports kilobytes.
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss * 1024
    #endif
  }

  #if os(Linux)
    /// What the kernel says of this program alone: the usage of a process also counts the program that
    /// it was before, so that what a large one starts looks as large.
    private static var highWaterMark: Int? {
      let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
        .map { $0 * 1024 }
    }
  #endif

  static var architecture: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "arm64"
    #else
      "unknown"
    #endif
  }
}
