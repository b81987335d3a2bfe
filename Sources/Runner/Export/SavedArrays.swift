import Foundation
import Framework

/// `arrays/<label>.npy`: the unclipped x_0 of every step, and `<label>.xt.npy`: the noisy images that
/// they are estimates at; both [steps, samples, c, h, w]. Of samples that have classes `classes.npy`
/// ([samples]) holds them, as a recording does.
enum SavedArrays {
  /// Joins the units' arrays of every model whose spec asks for them and whose units are all done.
  ///
  /// - Returns: the files.
  static func write(_ results: Results, to folder: URL) throws -> [URL] {
    let arrays = folder.appendingPathComponent("arrays", isDirectory: true)
    var files: [URL] = []
    for (number, run) in results.index.runs.enumerated() where run.savesArrays {
      let target =
        results.index.runs.count > 1
        ? arrays.appendingPathComponent("run\(number)", isDirectory: true) : arrays
      if let classes = run.classes {
        try OutputFolder.create(target)
        let url = target.appendingPathComponent("classes.npy")
        try NpyArray(classes, shape: [classes.count]).write(to: url)
        files.append(url)
      }
      for model in run.models {
        files += try write(model, of: run, results, to: target)
      }
    }
    return files
  }

  /// What the files of a model are called before `.npy`: estimates and noisy images.
  static func names(label: String, isReference: Bool) -> [(array: String, name: String)] {
    let name = (isReference ? "reference." : "") + label
    return [(KeptArray.estimates, name), (KeptArray.noisy, name + ".xt")]
  }

  private static func write(
    _ model: ResultIndex.Model, of run: ResultIndex.Run, _ results: Results, to target: URL
  ) throws -> [URL] {
    let records = model.units.compactMap { results.finished($0, of: model) }
    guard !records.isEmpty, records.count == model.units.count else { return [] }
    try OutputFolder.create(target)
    let (steps, image) = (run.levels.count, run.shape)
    return try names(label: model.label, isReference: model.isReference).map { array, name in
      let parts = try records.map { try results.folder.array(array, of: $0) }
      let values = (0..<steps).flatMap { step in
        parts.flatMap { part in
          let size = part.count / steps
          return part.floats(in: step * size..<(step + 1) * size)
        }
      }
      let url = target.appendingPathComponent(name + ".npy")
      try NpyArray(
        values, shape: [steps, run.samples, image.channels, image.height, image.width]
      ).write(to: url)
      return url
    }
  }
}
