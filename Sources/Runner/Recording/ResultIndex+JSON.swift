import Foundation
import Framework

extension ResultIndex {
  private static let version = 3

  /// The contents of `plan.json`.
  var json: JSON {
    let json: JSON = [
      "version": .integer(Self.version), "task": .string(task),
      "experiment": .string(experiment), "spec_sha256": .string(specHash),
      "program_sha256": program.map(JSON.string) ?? JSON(.null),
      "parameter_columns": .array(parameterColumns.map(JSON.string)),
      "runs": .array(runs.map(\.json)), "remarks": .array(remarks.map(JSON.string)),
    ]
    return json.sealed
  }

  /// Reads `plan.json`.
  ///
  /// - Throws: ``RunError`` if the file is missing, damaged or of another version.
  init(contentsOf url: URL) throws {
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw RunError("\(url.path) is missing: this is no results folder, or its run never started")
    }
    let wayOut = "run the experiment again (its spec.json lies beside it); finished units are kept"
    do {
      try self.init(JSONParser.parse([UInt8](data), file: url.path), named: url.path)
    } catch let damage as RecordDamage {
      throw RunError("\(url.path) is damaged (\(damage)); \(wayOut)")
    } catch let error as JSONError {
      throw RunError("\(url.path) is damaged (\(error)); \(wayOut)")
    }
  }

  /// - Throws: ``RecordDamage`` for what is not as it was written, ``RunError`` for another version.
  init(_ json: JSON, named file: String) throws {
    let version = try RecordField(json)["version"].integer()
    guard version == Self.version else {
      throw RunError(
        "\(file) is of version \(version), this program reads \(Self.version); export it with the "
          + "Locus that wrote it, or run the experiment again: its units are then computed anew")
    }
    try self.init(RecordField(json.unsealed()))
  }

  private init(_ record: RecordField) throws {
    task = try record["task"].text()
    experiment = try record["experiment"].text()
    specHash = try record["spec_sha256"].text()
    program = record["program_sha256"].isNull ? nil : try record["program_sha256"].text()
    parameterColumns = try record["parameter_columns"].list().map { try $0.text() }
    runs = try record["runs"].list().enumerated().map { try Run($1, index: $0) }
    remarks = try record["remarks"].list().map { try $0.text() }
  }
}

// MARK: - Runs

extension ResultIndex.Run {
  fileprivate var json: JSON {
    var json: JSON = [
      "name": .string(name), "swept": pairs(swept), "dataset": .string(dataset),
      "dataset_sha256": .string(datasetHash), "mode": .string(mode),
      "seed": .integer(seed), "samples": .integer(samples),
      "shape": [.integer(shape.channels), .integer(shape.height), .integer(shape.width)],
      "reference": reference.map(JSON.string) ?? JSON(.null),
      "levels": .array(levels.map { [.number($0.t), .number($0.signal), .number($0.noise)] }),
      "metrics": .array(
        metrics.map {
          [
            .string($0.name), .string($0.direction.rawValue), .string($0.undefinedWhen),
            .string($0.identity),
          ]
        }),
      "values": .array(values.map(JSON.string)), "arrays": .array(arrays.map(JSON.string)),
      "significance": significance?.json ?? JSON(.null),
      "save_arrays": .bool(savesArrays),
      "reference_model": referenceModel?.json ?? JSON(.null),
      "variants": .array(variants.map(\.json)),
      "details": details,
    ]
    if let classes { json["classes"] = .array(classes.map(JSON.integer)) }
    return json
  }

  fileprivate init(_ record: RecordField, index: Int) throws {
    name = try record["name"].text()
    swept = try readPairs(record["swept"])
    dataset = try record["dataset"].text()
    datasetHash = try record["dataset_sha256"].text()
    mode = try record["mode"].text()
    seed = try record["seed"].integer()
    samples = try record["samples"].integer(0...Int.max)
    let sizes = try record["shape"].list(count: 3).map { try $0.integer(1...1 << 20) }
    shape = ImageShape(channels: sizes[0], height: sizes[1], width: sizes[2])
    reference = record["reference"].isNull ? nil : try record["reference"].text()
    levels = try record["levels"].list().map { level in
      let numbers = try level.list(count: 3).map { try $0.number() }
      return ResultIndex.Level(t: numbers[0], signal: numbers[1], noise: numbers[2])
    }
    metrics = try record["metrics"].list().map { metric in
      let parts = try metric.list(count: 4)
      return ResultIndex.Metric(
        name: try parts[0].text(), direction: try parts[1].choice(),
        undefinedWhen: try parts[2].text(), identity: try parts[3].text())
    }
    values = try record["values"].list().map { try $0.text() }
    arrays = try record["arrays"].list().map { try $0.text() }
    let options = record["significance"]
    do {
      significance = options.isNull ? nil : try SignificanceOptions(options.json)
    } catch {
      throw options.damage("the options of the tests")
    }
    savesArrays = try record["save_arrays"].flag()
    let model = record["reference_model"]
    referenceModel =
      model.isNull ? nil : try ResultIndex.Model(model, run: index, isReference: true)
    variants = try record["variants"].list().map {
      try ResultIndex.Model($0, run: index, isReference: false)
    }
    details = record["details"].json
    let numbers = record["classes"]
    classes =
      numbers.isNull ? nil : try numbers.list(count: samples).map { try $0.integer(0...Int.max) }
    for (name, model) in models.map({ ($0.label, $0) }) {
      guard model.units.isEmpty || model.units.map(\.samples).cover(0..<samples) else {
        throw record["variants"].damage("units of \(name) that cover \(samples) samples")
      }
    }
  }
}

extension [Range<Int>] {
  /// Whether the ranges follow one another and make up `whole`.
  fileprivate func cover(_ whole: Range<Int>) -> Bool {
    first?.lowerBound == whole.lowerBound && last?.upperBound == whole.upperBound
      && zip(self, dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound }
  }
}

// MARK: - Models

extension ResultIndex.Model {
  fileprivate var json: JSON {
    [
      "label": .string(label), "denoiser": .string(denoiser), "role": .string(role.rawValue),
      "parameters": pairs(parameters), "training_images": .integer(trainingImages),
      "units": .array(
        units.map {
          [.string($0.id), .integer($0.samples.lowerBound), .integer($0.samples.upperBound)]
        }),
    ]
  }

  fileprivate init(_ record: RecordField, run: Int, isReference: Bool) throws {
    (self.run, self.isReference) = (run, isReference)
    label = try record["label"].text()
    denoiser = try record["denoiser"].text()
    role = try record["role"].choice()
    parameters = try readPairs(record["parameters"])
    trainingImages = try record["training_images"].integer(0...Int.max)
    units = try record["units"].list().map { unit in
      let parts = try unit.list(count: 3)
      let bounds = try parts[1...].map { try $0.integer(0...Int.max) }
      guard bounds[0] <= bounds[1] else { throw unit.damage("[id, first, end]") }
      return Unit(id: try parts[0].text(), samples: bounds[0]..<bounds[1])
    }
  }
}

private func pairs(_ values: [(key: String, value: JSON)]) -> JSON {
  .array(values.map { [.string($0.key), $0.value] })
}

private func readPairs(_ record: RecordField) throws -> [(key: String, value: JSON)] {
  try record.list().map { pair in
    let parts = try pair.list(count: 2)
    return (try parts[0].text(), parts[1].json)
  }
}
