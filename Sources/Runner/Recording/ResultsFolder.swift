import Foundation
import Framework

/// The folder of one experiment's results.
///
/// `units/<id>.json` are the records of finished units, written beside and renamed, so that a crash
/// costs at most the units in flight. `units/<id>.npy` hold arrays [2, steps, samples, c, h, w] (x_t
/// and x_0) of units whose arrays are needed again, or sensitivity fields [samples, steps, pixels, h, w].
public struct ResultsFolder: Sendable {
  public let url: URL

  public init(_ url: URL) { self.url = url }

  var units: URL { url.appendingPathComponent("units") }
  var arrays: URL { url.appendingPathComponent("arrays") }

  public func file(_ name: String) -> URL { url.appendingPathComponent(name) }

  func prepare() throws {
    do {
      try FileManager.default.createDirectory(at: units, withIntermediateDirectories: true)
    } catch {
      throw RunError("the results folder \(url.path) cannot be made: \(error.localizedDescription)")
    }
  }

  /// Removes tables and arrays, which can be made again from the units; these stay.
  func removeExports() {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    for name in files where name.hasSuffix(".csv") || name == "columns.json" {
      try? FileManager.default.removeItem(at: file(name))
    }
    try? FileManager.default.removeItem(at: arrays)
  }

  private func record(_ id: String) -> URL { units.appendingPathComponent(id + ".json") }
  private func array(_ id: String) -> URL { units.appendingPathComponent(id + ".npy") }

  /// The record of a unit; nil if there is none or it is damaged, and the unit must be computed.
  func load(_ id: String) -> UnitRecord? {
    guard let data = FileManager.default.contents(atPath: record(id).path),
      let json = try? JSONParser.parse([UInt8](data), file: record(id).path),
      let unit = UnitRecord(json), unit.id == id
    else { return nil }
    return unit
  }

  func save(_ unit: UnitRecord) throws {
    try AtomicFile.write(unit.json.canonicalText + "\n", to: record(unit.id))
  }

  func hasArrays(_ id: String) -> Bool {
    FileManager.default.fileExists(atPath: array(id).path)
  }

  /// The arrays of a unit; nil if there are none.
  func loadArrays(_ id: String, shape: ImageShape, samples: Range<Int>) -> Trajectory? {
    guard let stored = try? NpyArray(contentsOf: array(id)), stored.shape.count == 6,
      stored.shape[0] == 2, stored.shape[2] == samples.count,
      Array(stored.shape[3...]) == [shape.channels, shape.height, shape.width]
    else { return nil }
    let steps = stored.shape[1]
    let size = samples.count * shape.count
    func batch(_ index: Int) -> ImageBatch {
      ImageBatch(
        shape: shape, values: stored.floats(in: index * size..<(index + 1) * size),
        firstSample: samples.lowerBound)
    }
    return Trajectory(
      noisy: (0..<steps).map(batch), estimates: (steps..<2 * steps).map(batch))
  }

  /// Saves [sample][step, pixel, h, w].
  func saveFields(_ id: String, _ fields: [[Float]], _ plan: SettingPlan) throws {
    try NpyArray(
      fields.flatMap { $0 },
      shape: [
        fields.count, plan.setting.levels.count, plan.pixels.count, plan.shape.height,
        plan.shape.width,
      ]
    ).write(to: array(id))
  }

  /// The sensitivity fields of a unit, [sample][step, pixel, h, w]; nil if there are none.
  func loadFields(_ id: String, samples: Int, shape: [Int]) -> [[Float]]? {
    guard let stored = try? NpyArray(contentsOf: array(id)), stored.shape == [samples] + shape
    else { return nil }
    let size = shape.reduce(1, *)
    return (0..<samples).map { stored.floats(in: $0 * size..<($0 + 1) * size) }
  }

  func saveArrays(_ id: String, _ trajectory: Trajectory) throws {
    guard let first = trajectory.noisy.first else { return }
    let shape = first.shape
    try NpyArray(
      (trajectory.noisy + trajectory.estimates).flatMap(\.values),
      shape: [
        2, trajectory.noisy.count, first.count, shape.channels, shape.height, shape.width,
      ]
    ).write(to: array(id))
  }
}
