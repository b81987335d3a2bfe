import Foundation
import Framework

/// All tables and files of a task, written to a folder.
struct ResultFiles {
  /// What was written, tables first.
  let written: [URL]
  /// Arrays and pictures of models that the experiment no longer has, or that are incomplete.
  let removed: [URL]

  /// - Throws: ``FileError``, or what the task throws.
  init(
    _ task: any ExperimentTask.Type, _ tables: [ResultTable], of results: Results, to folder: URL
  )
    throws
  {
    try OutputFolder.create(folder)
    written = try tables.write(to: folder) + task.writeFiles(of: results, to: folder)
    removed = try Self.removeArrays(in: folder, except: written)
  }

  /// Arrays can be made again from the units; what stands beside the new ones would be read as theirs.
  private static func removeArrays(in folder: URL, except written: [URL]) throws -> [URL] {
    let kept = Set(written.map(\.standardizedFileURL.path))
    let arrays = folder.appendingPathComponent("arrays").standardizedFileURL
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: arrays.path)) ?? []
    let stale = names.sorted().map { arrays.appendingPathComponent($0) }.filter {
      ["npy", "png"].contains($0.pathExtension) && !kept.contains($0.path)
    }
    for file in stale { try FileManager.default.removeItem(at: file) }
    return stale
  }

  /// The files by name, arrays by number.
  func list(_ shown: (URL) -> String) -> String {
    let arrays = written.filter { $0.path.contains("/arrays/") && $0.pathExtension == "npy" }
    var names = written.filter { !arrays.contains($0) }.map(shown)
    if let place = arrays.first?.path.range(of: "/arrays/", options: .backwards) {
      let folder = URL(fileURLWithPath: String(arrays[0].path[..<place.lowerBound]) + "/arrays")
      names.append("\(arrays.count) arrays in \(shown(folder))")
    }
    return names.joined(separator: ", ")
  }
}
