import Foundation
import Framework

/// `arrays/<label>.npy`: the unclipped x_0 of every step, and `<label>.xt.npy`: the noisy images that
/// they are estimates at; both [steps, samples, c, h, w].
enum SavedArrays {
  /// Joins the units' arrays of every model whose spec asks for them and whose units are all done.
  static func write(_ results: Results, to folder: URL) throws {
    let arrays = folder.appendingPathComponent("arrays", isDirectory: true)
    for (number, run) in results.index.runs.enumerated() where run.savesArrays {
      let target =
        results.index.runs.count > 1
        ? arrays.appendingPathComponent("run\(number)", isDirectory: true) : arrays
      for model in run.variants { try write(model, model.label, of: run, results, to: target) }
      if let model = run.referenceModel {
        try write(model, "reference." + model.label, of: run, results, to: target)
      }
    }
  }

  private static func write(
    _ model: ResultIndex.Model, _ label: String, of run: ResultIndex.Run, _ results: Results,
    to target: URL
  ) throws {
    let shape = run.shape
    let steps = run.levels.count
    guard !model.units.isEmpty, model.units.allSatisfy({ results.finished($0) != nil }) else {
      return
    }
    let parts = try model.units.map { unit in
      let sizes = Trajectory.arrayShape(steps: steps, samples: unit.samples.count, shape)
      guard let array = try results.folder.array(unit.id, shape: sizes) else {
        throw RunError(
          "the array of a unit of \(model.label) is missing in \(results.folder.units.path); run the "
            + "experiment again")
      }
      return Trajectory(array, firstSample: unit.samples.lowerBound)
    }
    try OutputFolder.create(target)
    func join(_ batches: KeyPath<Trajectory, [ImageBatch]>, to name: String) throws {
      let values = (0..<steps).flatMap { step in
        parts.flatMap { $0[keyPath: batches][step].values }
      }
      try NpyArray(
        values, shape: [steps, run.samples, shape.channels, shape.height, shape.width]
      ).write(to: target.appendingPathComponent(name))
    }
    try join(\.estimates, to: "\(label).npy")
    try join(\.noisy, to: "\(label).xt.npy")
  }
}
