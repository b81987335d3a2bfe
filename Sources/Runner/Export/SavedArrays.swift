import Foundation
import Framework

/// `arrays/<label>.npy`: the unclipped x_0 of every step, [steps, samples, c, h, w], and for
/// trajectories also `<label>.xt.npy`.
enum SavedArrays {
  /// Joins the units' arrays of every variant whose spec asks for them and whose units are all done.
  static func write(_ plan: Plan, to folder: ResultsFolder) throws {
    for entry in plan.settings where entry.setting.saveArrays {
      for model in entry.models where !model.units.isEmpty {
        try write(model, of: entry, several: plan.settings.count > 1, to: folder)
      }
    }
  }

  private static func write(
    _ model: ModelPlan, of entry: SettingPlan, several: Bool, to folder: ResultsFolder
  ) throws {
    let shape = entry.shape
    let parts = model.units.compactMap {
      folder.loadArrays($0.id, shape: shape, samples: $0.samples)
    }
    guard parts.count == model.units.count, let steps = parts.first?.estimates.count else { return }
    let target =
      several ? folder.arrays.appendingPathComponent("run\(entry.index)") : folder.arrays
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    func join(_ batches: (Trajectory) -> [ImageBatch], to name: String) throws {
      let values = (0..<steps).flatMap { step in parts.flatMap { batches($0)[step].values } }
      try NpyArray(
        values, shape: [steps, entry.samples, shape.channels, shape.height, shape.width]
      ).write(to: target.appendingPathComponent(name))
    }
    let label = (model.isReference ? "reference." : "") + model.variant.label
    try join(\.estimates, to: "\(label).npy")
    if entry.setting.task == .generate { try join(\.noisy, to: "\(label).xt.npy") }
  }
}
