/// What stands for a plugin's code where numbers are told apart.
///
/// A number is found again only if the code that made it is the same. For a plugin that comes with
/// Locus that is its version, which a test watches. Nobody watches a plugin of somebody else: an
/// edit of its formula would leave its name, version and parameters as they are. Its numbers
/// therefore hold for one program only, whose hash changes with every edit.
public enum CodeIdentity {
  /// The modules whose plugins' versions are watched.
  static let watchedModules: Set<String> = [
    "Framework", "LocusNetworks", "Denoisers", "Metrics", "Datasets", "Runner",
  ]

  /// Whether the version alone tells a plugin's numbers apart.
  public static func isKnownByVersion(_ plugin: any Plugin.Type) -> Bool {
    let module = String(reflecting: plugin).prefix { $0 != "." }
    return plugin.algorithmVersion > 0 && watchedModules.contains(String(module))
  }

  /// - Parameter program: hash of the running program, taken only where it is needed.
  static func of(
    _ plugin: any Plugin.Type, program: () throws -> String = RunningProgram.hash
  ) rethrows -> JSON {
    var code: JSON = ["version": .integer(plugin.algorithmVersion)]
    if !isKnownByVersion(plugin) { code["program"] = .string(try program()) }
    return code
  }
}
