import Foundation

/// Where what can be computed again is kept between runs.
package enum CacheFolder {
  /// `locus/<name>` under $XDG_CACHE_HOME, else under ~/.cache; nil if LOCUS_CACHE is "off".
  package static func named(_ name: String) -> URL? {
    let environment = ProcessInfo.processInfo.environment
    guard environment["LOCUS_CACHE"] != "off" else { return nil }
    let home = FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".cache")
    let root = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : URL(fileURLWithPath: $0) }
    return (root ?? home).appendingPathComponent("locus", isDirectory: true)
      .appendingPathComponent(name, isDirectory: true)
  }
}
