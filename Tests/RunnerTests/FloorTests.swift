import Foundation
import Testing

/// The plan of the house: who stands on whom, and how much a room holds.
///
/// SwiftPM lets a file import any module that happens to be built; here it may import only what its
/// target depends on.
@Suite struct FloorTests {
  private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")

  private static let kernels = ["KernelsBaseline", "KernelsAVX2", "KernelsAVX512"]

  /// Folder of a target, and the modules that its files may import beside Foundation and Dispatch.
  static let floors: [(folder: String, imports: [String])] = [
    ("Framework/Kernels", []),
    ("Framework/Numerics", kernels),
    ("Framework/Formats", ["ByteKernels"]),
    ("Framework/Images", ["LocusNumerics", "LocusFormats"]),
    ("Framework/Core", ["LocusImages"]),
    ("Framework/Plots", ["LocusFormats"]),
    ("Framework/Networks", ["Framework"]),
    ("Denoisers", ["Framework", "LocusNetworks"]),
    ("Metrics", ["Framework"]),
    ("Datasets", ["Framework"]),
    (
      "Runner", ["Framework", "LocusPlots", "LocusNetworks", "Denoisers", "Metrics", "Datasets"]
    ),
    ("locus", ["Framework", "Runner"]),
  ]

  /// The Swift files below a folder of Sources; links to the kernels are followed nowhere.
  private static func files(below folder: String) throws -> [URL] {
    let root = sources.appendingPathComponent(folder)
    return try FileManager.default.subpathsOfDirectory(atPath: root.path)
      .filter { $0.hasSuffix(".swift") }.map { root.appendingPathComponent($0) }
  }

  private static func imports(of file: URL) throws -> [String] {
    try String(contentsOf: file, encoding: .utf8)
      .matches(of: /(?m)^ *(?:@\w+ )*(?:public |package |internal )?import (\w+)/)
      .map { String($0.output.1) }
  }

  @Test(arguments: floors.indices) func aFileImportsWhatStandsBelowIt(_ floor: Int) throws {
    let (folder, allowed) = Self.floors[floor]
    let known = Set(allowed + ["Foundation", "Dispatch", "FoundationNetworking", "MachO"])
    let files = try Self.files(below: folder)
    #expect(!files.isEmpty)
    for file in files {
      let others = try Self.imports(of: file).filter { !known.contains($0) }
      #expect(others.isEmpty, "\(file.path) imports \(others)")
    }
  }

  /// A plugin needs Framework alone; the one that asks trained networks needs these too.
  @Test(arguments: ["Denoisers", "Metrics", "Datasets"])
  func aPluginImportsFrameworkAlone(_ folder: String) throws {
    let url = Self.sources.appendingPathComponent(folder)
    for name in try FileManager.default.contentsOfDirectory(atPath: url.path)
    where name.hasSuffix(".swift") {
      let known =
        ["Foundation", "Dispatch", "Framework"] + (name == "UNet.swift" ? ["LocusNetworks"] : [])
      let others = try Self.imports(of: url.appendingPathComponent(name))
        .filter { !known.contains($0) }
      #expect(others.isEmpty, "\(folder)/\(name) imports \(others)")
    }
  }

  @Test func theTopFloorHasTheseRoomsAndNoOther() throws {
    let rooms = try FileManager.default.contentsOfDirectory(atPath: Self.sources.path)
      .filter { !$0.hasPrefix(".") }
    #expect(
      Set(rooms) == ["Framework", "Denoisers", "Metrics", "Datasets", "Runner", "locus"])
  }

  /// A folder with more files than this has become two subjects.
  @Test func noFolderIsCrowded() throws {
    let files = try Self.floors.flatMap { try Self.files(below: $0.folder) }
    let folders = Dictionary(grouping: files) { $0.deletingLastPathComponent().path }
    for (folder, files) in folders {
      #expect(files.count <= 20, "\(folder) holds \(files.count) files")
    }
  }

  /// What a plugin's author imports stays small enough to know.
  @Test func frameworksOwnFloorIsSmall() throws {
    let lines = try Self.files(below: "Framework/Core").reduce(0) { sum, file in
      sum
        + (try String(contentsOf: file, encoding: .utf8)).split(
          separator: "\n", omittingEmptySubsequences: false
        ).count
    }
    #expect(lines < 8000, "\(lines) lines")
  }
}
