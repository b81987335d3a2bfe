import Foundation
import Framework

/// How several results are read as one, for tables and figures of metrics: side by side along a key
/// of their specs, and runs that differ in nothing but their seed as one run with more samples.
struct ResultsJoin {
  /// Key of the specs, as an override writes it: `dataset.limit`; nil for none.
  var pivot: String?
  var poolsSeeds = false

  /// A run, with where its units lie.
  struct Piece {
    var run: ResultIndex.Run
    let results: Results
  }

  /// - Throws: ``RunError`` where there is nothing to join, or where samples would count twice.
  func joined(_ folders: [Results]) throws -> Results {
    var pieces: [Piece] = []
    let pivots = try pivot.map { try Self.values(of: $0, in: folders) }
    for (number, results) in folders.enumerated() {
      for run in results.index.runs {
        guard !run.metrics.isEmpty else {
          throw RunError(
            "\(results.folder.url.path): the task \"\(results.index.task)\" measures nothing, so its "
              + "runs cannot be joined; leave it out, or leave out --pivot and --pool")
        }
        var run = run
        if let pivot, let value = pivots?[number] {
          if !run.swept.contains(where: { $0.key == pivot }) { run.swept.append((pivot, value)) }
        }
        let place = folders.count > 1 && pivot == nil ? [results.index.experiment] : []
        run.name = (place + run.swept.assignments).joined(separator: ", ")
        pieces.append(Piece(run: run, results: results))
      }
    }
    if let pivot { pieces = Self.sorted(pieces, by: pivot) }
    let groups = poolsSeeds ? try SeedPool.groups(pieces) : pieces.map { [$0] }
    return Self.results(of: groups, in: folders, pivot: pivot)
  }

  /// In ascending order of the key's values, with what is no number at the end.
  private static func sorted(_ pieces: [Piece], by key: String) -> [Piece] {
    func number(_ piece: Piece) -> Double {
      piece.run.swept.first { $0.key == key }?.value.double ?? .infinity
    }
    return pieces.enumerated().sorted {
      (number($0.element), $0.offset) < (number($1.element), $1.offset)
    }.map(\.element)
  }

  /// One run for each group, under an index of its own.
  private static func results(of groups: [[Piece]], in folders: [Results], pivot: String?)
    -> Results
  {
    var records: [UnitPlace: UnitRecord] = [:]
    let runs = groups.enumerated().map { number, group in
      /// The units of the models at one place of all runs, sample after sample.
      func merged(_ models: [ResultIndex.Model?]) -> ResultIndex.Model? {
        guard var model = models.first ?? nil else { return nil }
        model.run = number
        model.units = []
        var start = 0
        for (piece, its) in zip(group, models) {
          for unit in its?.units ?? [] {
            let place = UnitPlace(run: number, id: unit.id)
            records[place] = its.flatMap { piece.results.record(unit, of: $0) }
            model.units.append(
              Unit(
                id: unit.id,
                samples: unit.samples.lowerBound + start..<unit.samples.upperBound + start))
          }
          start += piece.run.samples
        }
        return model
      }
      var run = group[0].run
      run.samples = group.map(\.run.samples).reduce(0, +)
      let classes = group.compactMap(\.run.classes)
      run.classes = classes.count == group.count ? classes.flatMap { $0 } : nil
      run.referenceModel = merged(group.map(\.run.referenceModel))
      run.variants = run.variants.indices.compactMap { place in
        merged(group.map { $0.run.variants[place] })
      }
      if group.count > 1 { run.pooledSeeds = group.map(\.run.seed) }
      return run
    }
    var index = folders[0].index
    index.experiment = folders.map(\.index.experiment).distinct.joined(separator: ", ")
    index.runs = runs
    index.remarks = folders.flatMap(\.index.remarks).distinct
    index.parameterColumns =
      (folders.flatMap(\.index.parameterColumns) + [pivot].compactMap { $0 }).distinct
    return Results(
      index, folder: folders[0].folder, records: records, damage: folders.flatMap(\.damage),
      missing: folders.flatMap(\.missing))
  }

  // MARK: What the folders differ in

  /// The key's value in the spec of each folder.
  ///
  /// - Throws: ``RunError`` where a spec cannot be read or none has the key.
  private static func values(of key: String, in folders: [Results]) throws -> [JSON] {
    let specs = try folders.map { results in
      let file = results.folder.file("spec.json")
      guard let data = FileManager.default.contents(atPath: file.path) else {
        throw RunError("\(file.path) is missing: run the experiment again")
      }
      return try JSONParser.parse([UInt8](data), file: file.path)
    }
    let found = specs.map { spec in
      (try? SpecFile.resolve(key, in: spec, at: nil)).flatMap { spec[path: $0] }
    }
    let isSwept = folders.contains { results in
      results.index.runs.contains { run in run.swept.contains { $0.key == key } }
    }
    guard isSwept || found.contains(where: { $0 != nil }) else {
      let keys = specs.flatMap { leaves($0) }.distinct
      throw RunError(
        "no spec of these results has \"\(key)\""
          + NearestName.hint(key, among: keys, called: "keys"))
    }
    return found.map { $0 ?? .string("not given") }
  }

  /// The paths of a spec's values that are no objects or lists.
  private static func leaves(_ json: JSON, at path: JSONPath = JSONPath()) -> [String] {
    if let members = json.members {
      return members.flatMap { leaves($0.value, at: path.appending($0.key)) }
    }
    return path.components.isEmpty ? [] : [path.description]
  }
}
