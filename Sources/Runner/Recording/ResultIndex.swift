import Foundation
import Framework

/// What the exports need to know of a plan, written as `plan.json`: they can then be made again
/// without the data.
struct ResultIndex: Sendable {
  struct Level: Sendable {
    let t: Double
    let signal: Double
    let noise: Double
  }

  /// Size and pixels of sensitivity fields.
  struct Fields: Sendable {
    let height: Int
    let width: Int
    let pixels: [Pixel]
  }

  struct Model: Sendable {
    let label: String
    let denoiser: String
    /// Every parameter by its column's name, "energy_cutoff".
    let parameters: [(key: String, value: JSON)]
    /// Images that the model is fitted to.
    let trainingImages: Int
    let units: [Unit]
  }

  struct Run: Sendable {
    /// The sweeps that led to this run; empty without any.
    let name: String
    let swept: [(key: String, value: JSON)]
    let dataset: String
    let datasetHash: String
    let mode: String
    let seed: Int
    let samples: Int
    let reference: String?
    let levels: [Level]
    let metrics: [(name: String, higherIsBetter: Bool)]
    let significance: SignificanceOptions?
    let referenceModel: Model?
    let variants: [Model]
    /// What the task `sensitivity` gives; nil for other tasks.
    let fields: Fields?
  }

  let experiment: String
  let runs: [Run]
  /// Names of the parameters that any variant sets or sweeps, in order of appearance.
  let parameterColumns: [String]
}

extension ResultIndex {
  init(_ plan: Plan, library: DataLibrary) throws {
    experiment = plan.experiment.name
    var columns: [String] = []
    func note(_ keys: [String]) {
      for key in keys where !columns.contains(key) { columns.append(key) }
    }
    runs = try plan.settings.map { entry in
      let setting = entry.setting
      note(setting.swept.map(\.path.description))
      for variant in setting.variants {
        note(variant.denoiser.explicitKeys)
        if variant.dataset != nil { note(["dataset"]) }
      }
      return Run(
        name: entry.name, swept: setting.swept.map { ($0.path.description, $0.value) },
        dataset: setting.dataset.name, datasetHash: entry.trainingHash, mode: setting.mode,
        seed: setting.seed, samples: entry.samples, reference: setting.reference?.label,
        levels: setting.levels.map { Level(t: $0.t, signal: $0.signal, noise: $0.noise) },
        metrics: setting.metrics.map { request in
          (request.name, type(of: request.make).higherIsBetter)
        },
        significance: setting.significance,
        referenceModel: try entry.reference.map { try Model($0, in: setting, library) },
        variants: try entry.variants.map { try Model($0, in: setting, library) },
        fields: setting.task == .sensitivity
          ? Fields(
            height: entry.shape.height, width: entry.shape.width, pixels: entry.pixels) : nil)
    }
    parameterColumns = columns
  }
}

extension ResultIndex.Model {
  fileprivate init(_ model: ModelPlan, in setting: Setting, _ library: DataLibrary) throws {
    let data = try library.load(model.variant.dataset ?? setting.dataset)
    trainingImages = data.collection.images.count
    label = model.variant.label
    denoiser = model.variant.denoiser.name
    var values = model.variant.denoiser.parameters.members!.map { ($0.key, $0.value) }
    if let dataset = model.variant.dataset { values.append(("dataset", .string(dataset.summary))) }
    parameters = values
    units = model.units
  }
}

extension DatasetRequest {
  /// The name with the parameters that were given: `synthetic(images=50000)`.
  var summary: String {
    let given = source.explicitKeys.map { key in
      "\(key)=\(source.parameters[key]?.canonicalText ?? "")"
    }
    return given.isEmpty ? name : "\(name)(\(given.joined(separator: ",")))"
  }
}

// MARK: - plan.json

extension ResultIndex {
  var json: JSON {
    func pairs(_ values: [(key: String, value: JSON)]) -> JSON {
      .array(values.map { [.string($0.key), $0.value] })
    }
    func model(_ model: Model) -> JSON {
      [
        "label": .string(model.label), "denoiser": .string(model.denoiser),
        "parameters": pairs(model.parameters),
        "training_images": .integer(model.trainingImages),
        "units": .array(
          model.units.map {
            [.string($0.id), .integer($0.samples.lowerBound), .integer($0.samples.upperBound)]
          }),
      ]
    }
    return [
      "version": 1, "experiment": .string(experiment),
      "parameter_columns": .array(parameterColumns.map(JSON.string)),
      "runs": .array(
        runs.map { run in
          [
            "name": .string(run.name), "swept": pairs(run.swept), "dataset": .string(run.dataset),
            "dataset_sha256": .string(run.datasetHash), "mode": .string(run.mode),
            "seed": .integer(run.seed), "samples": .integer(run.samples),
            "reference": run.reference.map(JSON.string) ?? JSON(.null),
            "levels": .array(
              run.levels.map { [.number($0.t), .number($0.signal), .number($0.noise)] }),
            "metrics": .array(run.metrics.map { [.string($0.name), .bool($0.higherIsBetter)] }),
            "significance": run.significance?.json ?? JSON(.null),
            "reference_model": run.referenceModel.map(model) ?? JSON(.null),
            "variants": .array(run.variants.map(model)),
            "fields": run.fields?.json ?? JSON(.null),
          ]
        }),
    ]
  }

  /// - Throws: ``RunError`` if the file is missing or damaged.
  init(contentsOf url: URL) throws {
    guard let data = FileManager.default.contents(atPath: url.path) else {
      throw RunError("\(url.path) is missing: this is no results folder, or its run never started")
    }
    let json = try JSONParser.parse([UInt8](data), file: url.path)
    guard let index = ResultIndex(json) else {
      throw RunError("\(url.path) is damaged; run the experiment again, finished units are kept")
    }
    self = index
  }

  init?(_ json: JSON) {
    func pairs(_ json: JSON?) -> [(key: String, value: JSON)]? {
      json?.array?.compactMap { pair in
        guard let values = pair.array, values.count == 2, let key = values[0].string else {
          return nil
        }
        return (key, values[1])
      }
    }
    func model(_ json: JSON?) -> Model? {
      guard let label = json?["label"]?.string, let denoiser = json?["denoiser"]?.string,
        let parameters = pairs(json?["parameters"]), let units = json?["units"]?.array,
        let images = json?["training_images"]?.int
      else { return nil }
      return Model(
        label: label, denoiser: denoiser, parameters: parameters, trainingImages: images,
        units: units.compactMap { unit in
          guard let values = unit.array, values.count == 3, let id = values[0].string,
            let low = values[1].int, let high = values[2].int, low <= high
          else { return nil }
          return Unit(id: id, samples: low..<high)
        })
    }
    func run(_ json: JSON) -> Run? {
      guard let name = json["name"]?.string, let swept = pairs(json["swept"]),
        let dataset = json["dataset"]?.string, let hash = json["dataset_sha256"]?.string,
        let mode = json["mode"]?.string, let seed = json["seed"]?.int,
        let samples = json["samples"]?.int, let levels = json["levels"]?.array,
        let metrics = json["metrics"]?.array, let variants = json["variants"]?.array
      else { return nil }
      let options = json["significance"].flatMap { $0.isNull ? nil : $0 }
      return Run(
        name: name, swept: swept, dataset: dataset, datasetHash: hash, mode: mode, seed: seed,
        samples: samples, reference: json["reference"]?.string,
        levels: levels.compactMap { level in
          let numbers = level.array?.compactMap(\.double) ?? []
          return numbers.count == 3
            ? Level(t: numbers[0], signal: numbers[1], noise: numbers[2]) : nil
        },
        metrics: metrics.compactMap { metric in
          guard let name = metric.array?.first?.string, let up = metric.array?.last?.bool else {
            return nil
          }
          return (name, up)
        },
        significance: options.flatMap { try? SignificanceOptions($0) },
        referenceModel: model(json["reference_model"]), variants: variants.compactMap(model),
        fields: json["fields"].flatMap(Fields.init))
    }
    guard let experiment = json["experiment"]?.string, let runs = json["runs"]?.array,
      let columns = json["parameter_columns"]?.array
    else { return nil }
    self.experiment = experiment
    self.runs = runs.compactMap(run)
    parameterColumns = columns.compactMap(\.string)
  }
}

extension ResultIndex.Fields {
  var json: JSON {
    [
      "height": .integer(height), "width": .integer(width),
      "pixels": .array(pixels.map { [.integer($0.y), .integer($0.x)] }),
    ]
  }

  init?(_ json: JSON) {
    guard let height = json["height"]?.int, let width = json["width"]?.int,
      let pixels = json["pixels"]?.array
    else { return nil }
    self.init(
      height: height, width: width,
      pixels: pixels.compactMap { pair in
        let numbers = pair.array?.compactMap(\.int) ?? []
        return numbers.count == 2 ? Pixel(y: numbers[0], x: numbers[1]) : nil
      })
  }
}
