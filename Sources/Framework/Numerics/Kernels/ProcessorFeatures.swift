import Foundation

/// The instruction-set extensions of this x86-64 processor, in the spelling of /proc/cpuinfo.
enum ProcessorFeatures {
  static var current: Set<String> {
    #if os(Linux)
      guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else {
        return []
      }
      return flags(inProcessorInformation: text)
    #elseif canImport(Darwin)
      let lists = ["machdep.cpu.features", "machdep.cpu.leaf7_features"].compactMap(systemString)
      return Set(lists.joined(separator: " ").lowercased().split(separator: " ").map(String.init))
    #else
      return []
    #endif
  }

  /// The words of the first `flags` line.
  static func flags(inProcessorInformation text: String) -> Set<String> {
    for line in text.split(separator: "\n") where line.hasPrefix("flags") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      return Set(line[line.index(after: colon)...].split(separator: " ").map(String.init))
    }
    return []
  }

  #if canImport(Darwin)
    private static func systemString(_ name: String) -> String? {
      var size = 0
      guard sysctlbyname(name, nil, &size, nil, 0) == 0, size > 0 else { return nil }
      var bytes = [UInt8](repeating: 0, count: size)
      guard sysctlbyname(name, &bytes, &size, nil, 0) == 0 else { return nil }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  #endif
}
