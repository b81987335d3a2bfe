import Foundation
import Framework

/// The folder of one experiment's results.
///
/// `units/<id>.json` are the records of finished units, written beside and renamed, so that a crash
/// costs at most the units in flight. `units/<id>.npy` hold arrays that a unit keeps: [2, steps,
/// samples, c, h, w] (x_t and x_0), or what the task says.
public struct ResultsFolder: Sendable {
  public let url: URL

  public init(_ url: URL) { self.url = url }

  var units: URL { url.appendingPathComponent("units") }
  var arrays: URL { url.appendingPathComponent("arrays") }

  public func file(_ name: String) -> URL { url.appendingPathComponent(name) }

  /// - Throws: ``FileError`` if the folder cannot be made.
  func prepare() throws { try OutputFolder.create(units) }

  /// Removes tables and arrays, which can be made again from the units; these stay.
  func removeExports() {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    for name in files where name.hasSuffix(".csv") || name == "columns.json" {
      try? FileManager.default.removeItem(at: file(name))
    }
    try? FileManager.default.removeItem(at: arrays)
  }

  // MARK: Units

  /// What is known of a unit.
  enum UnitState {
    case missing
    case recorded(UnitRecord)
    /// The record or the array is there and not as it was written; the unit must be computed anew.
    case damaged(String)
  }

  private func record(_ id: String) -> URL { units.appendingPathComponent(id + ".json") }
  private func arrayFile(_ id: String) -> URL { units.appendingPathComponent(id + ".npy") }

  /// - Parameter arrayShape: the array that the unit keeps if it is in order; nil for none.
  func state(_ expected: UnitExpectation, arrayShape: [Int]? = nil) -> UnitState {
    let url = record(expected.unit.id)
    guard FileManager.default.fileExists(atPath: url.path) else { return .missing }
    do {
      let json = try JSONParser.parse([UInt8](MappedFile.data(at: url)), file: url.path)
      let record = try UnitRecord(json, of: expected)
      guard let arrayShape, record.isFinished else { return .recorded(record) }
      guard FileManager.default.fileExists(atPath: arrayFile(record.id).path) else {
        return .missing
      }
      return try array(record.id, shape: arrayShape) == nil ? .missing : .recorded(record)
    } catch let damage as RecordDamage {
      return .damaged("\(url.path): \(damage)")
    } catch {
      return .damaged("\(error)")
    }
  }

  func save(_ unit: UnitRecord) throws {
    try AtomicFile.write(unit.json.canonicalText + "\n", to: record(unit.id))
  }

  /// The array that a unit keeps; nil if there is none.
  ///
  /// - Throws: ``FormatError`` if it is no array of this shape.
  func array(_ id: String, shape: [Int]) throws -> NpyArray? {
    let url = arrayFile(id)
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    let array = try NpyArray(contentsOf: url)
    guard array.shape == shape else {
      throw FormatError(
        file: url.path, problem: "the array has shape \(array.shape) where \(shape) was written",
        advice: "run the experiment again; the unit is computed anew")
    }
    return array
  }

  func save(_ array: NpyArray, of id: String) throws { try array.write(to: arrayFile(id)) }
}
