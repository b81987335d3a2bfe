import Foundation
import Framework

/// The small trained networks that come with Locus, named `builtin:NAME` in a spec.
///
/// They lie in the folder of resources that the build puts beside the program. SwiftPM's own way to
/// that folder ends the program when it is not there, so it is looked for here.
public enum BuiltInNetworks {
  static let prefix = "builtin:"

  /// The folder of one network.
  ///
  /// - Throws: ``FormatError`` with the known names, or with all places that were looked at.
  public static func folder(of name: String) throws -> URL {
    let places = places
    guard let root = places.first(where: { isFolder($0) }) else {
      throw FormatError(
        file: prefix + name,
        problem: "the networks that come with Locus are not beside the program; looked for "
          + places.map(\.path).joined(separator: ", "),
        advice: "copy the folder \(bundle).resources (on macOS \(bundle).bundle) from the build "
          + "folder to where the program lies")
    }
    let folder = root.appendingPathComponent(name)
    guard !name.isEmpty, !name.contains("/"), !name.hasPrefix("."), isFolder(folder) else {
      let names = Self.names.map { prefix + $0 }
      throw FormatError(
        file: prefix + name,
        problem: "there is no such network"
          + NearestName.hint(prefix + name, among: names, called: "networks"),
        advice: "name one of them, or give a path")
    }
    return folder
  }

  /// The names of all networks; empty where the folder of resources is missing.
  public static var names: [String] {
    guard let root = places.first(where: { isFolder($0) }) else { return [] }
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return entries.filter { isFolder(root.appendingPathComponent($0)) }.sorted()
  }

  /// SwiftPM's name for the resources of the target LocusNetworks.
  private static let bundle = "locus_LocusNetworks"

  /// Where the networks may lie, likeliest first.
  private static var places: [URL] {
    var folders: [URL] = []
    if let program = Bundle.main.executableURL {
      folders.append(program.resolvingSymlinksInPath().deletingLastPathComponent())
    }
    #if canImport(Darwin)
      // The program that runs tests is Xcode's; what was built lies beside the bundle of tests.
      let own = Bundle(for: Marker.self).bundleURL
      folders += [own, own.deletingLastPathComponent()]
    #endif
    var places: [URL] = []
    for folder in folders {
      for inner in [
        "\(bundle).resources", "\(bundle).bundle", "\(bundle).bundle/Contents/Resources",
      ] {
        let place = folder.appendingPathComponent("\(inner)/Boxed").standardizedFileURL
        if !places.contains(place) { places.append(place) }
      }
    }
    return places
  }

  #if canImport(Darwin)
    private final class Marker {}
  #endif

  private static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
