import Datasets
import Foundation
import Framework
import LocusNetworks

/// Folders: of results, of a network, or of other files.
enum FolderInspector {
  static func inspect(_ url: URL, key: String?) throws -> Inspection {
    let names = try FileManager.default.contentsOfDirectory(atPath: url.path)
      .filter { !$0.hasPrefix(".") }.sorted()
    if names.contains("plan.json") { return try results(ResultsFolder(url)) }
    if let network = try network(url, key: key) { return network }
    var inspection = Inspection("a folder")
    inspection.members = names.map { name in
      .init(name: name, about: about(url.appendingPathComponent(name)))
    }
    if let layout = DataSetLayout(folder: Set(names)) {
      inspection.kind = layout.kind
      inspection.spec = layout.spec(path: url.relativePath)
      inspection.remarks += [layout.remark].compactMap { $0 }
    } else if names.contains(where: ImageFiles.isRead) {
      inspection.spec = ["dataset": ["name": "image-folder", "path": .string(url.relativePath)]]
    }
    return inspection
  }

  /// What the weights of a network's folder hold; nil if it is no such folder.
  ///
  /// - Throws: what is wrong with weights that have a config beside them.
  private static func network(_ folder: URL, key: String?) throws -> Inspection? {
    guard let files = try? NetworkWeights(FilePath(folder), key: key).files() else { return nil }
    let file = try InspectedFile(files.weights, key: key)
    let isSaid = files.config != files.weights
    guard var inspection = isSaid ? try FileKinds.inspect(file) : try? FileKinds.inspect(file),
      isSaid || inspection.spec?["name"] == "unet"
    else { return nil }
    inspection.kind = "a network in \(files.weights.lastPathComponent), \(inspection.kind)"
    if inspection.spec != nil { inspection.spec?["weights"] = .string(folder.relativePath) }
    return inspection
  }

  private static func about(_ url: URL) -> String {
    let facts = try? FileManager.default.attributesOfItem(
      atPath: url.resolvingSymlinksInPath().path)
    if facts?[.type] as? FileAttributeType == .typeDirectory { return "a folder" }
    return "\(facts?[.size] ?? "?") bytes"
  }

  /// What `plan.json` tells, and the arrays that were saved.
  private static func results(_ folder: ResultsFolder) throws -> Inspection {
    let index = try folder.index()
    var inspection = Inspection("a results folder")
    inspection.add("experiment", .string(index.experiment))
    inspection.add("task", .string(index.task))
    inspection.add("runs", .integer(index.runs.count))
    let units = Set(index.unitIDs)
    let recorded = units.filter {
      FileManager.default.fileExists(
        atPath: folder.units.appendingPathComponent("\($0).json").path)
    }
    inspection.add("units", .string("\(recorded.count) of \(units.count) recorded"))
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder.arrays.path)) ?? []
    for path in paths.sorted() where path.hasSuffix(".npy") {
      let array = try NpyArray(contentsOf: folder.arrays.appendingPathComponent(path))
      inspection.arrays.append(.init("arrays/" + path, array))
    }
    inspection.meaning =
      "tables and arrays of these results: locus export \(folder.url.relativePath)"
    inspection.remarks = index.remarks
    return inspection
  }
}
