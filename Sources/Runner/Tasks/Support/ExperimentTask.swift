import Foundation
import Framework

/// What an experiment computes and what becomes of it: tables, files and a summary.
///
/// A task that asks denoisers is a ``ModelTask``, and its results are made from recorded units; any
/// other makes them from the data alone.
public protocol ExperimentTask: SpecTask {
  /// Every table of the results, the most useful first; each becomes a CSV file of its name.
  static func tables(of results: Results) throws -> [ResultTable]

  /// Writes what is no table, such as arrays and pictures.
  ///
  /// - Returns: the files.
  static func writeFiles(of results: Results, to folder: URL) throws -> [URL]

  /// What `locus run` prints: the lines of a table for people.
  static func summary(of results: Results) throws -> [String]

  /// For `locus plan`: the files that a run writes, with what they hold.
  static func outputs(of plan: Plan, library: DataLibrary) throws -> [String]
}

extension ExperimentTask {
  public static func writeFiles(of results: Results, to folder: URL) throws -> [URL] { [] }
  public static func summary(of results: Results) throws -> [String] { [] }
  public static func outputs(of plan: Plan, library: DataLibrary) throws -> [String] { [] }
}

/// A task that asks every denoiser of a run about the same samples, block by block.
///
/// The blocks are units: computed side by side, recorded, and found again by a later run.
public protocol ModelTask: ExperimentTask {
  /// Samples in a unit. Fixed, so that units and results never depend on the machine.
  static var samplesPerUnit: Int { get }

  /// What the task computes of one unit.
  ///
  /// Called from several threads at once.
  /// - Throws: any error with a description; the unit is then recorded as failed.
  func answer(_ unit: UnitQuestion) throws -> UnitAnswer

  /// Names of the values that every unit of a run records.
  func valueNames(of spec: RunSpec) -> [String]

  /// The arrays of float32 that every unit of a variant keeps beside its record: name → shape.
  func arrays(of run: RunPlan, samples: Int) -> [String: [Int]]

  /// What the task's parameters mean for images of a shape, as part of a unit's identity: by default
  /// their values, files by their content.
  ///
  /// - Parameter parameters: the values, ``ParameterSet/identity()``.
  /// - Throws: an error of the spec, for parameters that do not fit images of this shape.
  func identity(of parameters: JSON, in shape: ImageShape) throws -> [(key: String, value: JSON)]

  /// What the tables need to know of a run beside the index, written into `plan.json`.
  func details(in shape: ImageShape) throws -> JSON
}

extension ModelTask {
  public static var samplesPerUnit: Int { 8 }

  public func arrays(of run: RunPlan, samples: Int) -> [String: [Int]] { [:] }
  public func details(in shape: ImageShape) throws -> JSON { JSON(.null) }

  public func identity(
    of parameters: JSON, in shape: ImageShape
  ) throws -> [(key: String, value: JSON)] {
    (parameters.members ?? []).map { ($0.key, $0.value) }
  }

  public static func summary(of results: Results) throws -> [String] {
    ["\(results.index.experiment): the values of every sample and step are in samples.csv."]
  }

  /// Every recorded value in a row of its own, and where the time went.
  public static func tables(of results: Results) throws -> [ResultTable] {
    [results.values(), results.timing()]
  }
}
