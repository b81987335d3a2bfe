import Foundation
import Framework

/// The folder of one experiment's results.
///
/// `units/<id>.json` are the records of finished units, written beside and renamed, so that a crash
/// costs at most the units in flight. `units/<id>.<name>.npy` are arrays that a unit keeps, and
/// `units/<id>.metrics.json` the metrics of its estimates.
public struct ResultsFolder: Sendable {
  public let url: URL

  public init(_ url: URL) { self.url = url }

  /// The folder that a command line names.
  init(path: String) { self.init(URL(fileURLWithPath: path, isDirectory: true)) }

  var units: URL { url.appendingPathComponent("units") }
  /// What processes that work here tell each other; gone when nobody does.
  var claims: URL { url.appendingPathComponent("claims") }
  var arrays: URL { url.appendingPathComponent("arrays") }
  /// Where an interrupted run leaves its tables: those in the folder itself are complete.
  var partial: URL { url.appendingPathComponent("partial") }
  /// What pictures show beside the samples: made from the data by `locus run`.
  var shown: URL { url.appendingPathComponent("shown") }

  public func file(_ name: String) -> URL { url.appendingPathComponent(name) }

  /// What `plan.json` says of the results.
  ///
  /// - Throws: ``RunError`` if it is missing, damaged or of another version.
  func index() throws -> ResultIndex { try ResultIndex(contentsOf: file("plan.json")) }

  /// - Throws: ``FileError`` if the folder cannot be made.
  func prepare() throws { try OutputFolder.create(units) }

  /// Removes tables, arrays and the report, which can be made again from the units; these stay.
  func removeExports() {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    for name in files where name.hasSuffix(".csv") || name == "columns.json" {
      try? FileManager.default.removeItem(at: file(name))
    }
    try? FileManager.default.removeItem(at: arrays)
    try? FileManager.default.removeItem(at: partial)
    try? FileManager.default.removeItem(at: shown)
    ReportFolder(of: self, isComplete: true).removeFiles()
  }
}
