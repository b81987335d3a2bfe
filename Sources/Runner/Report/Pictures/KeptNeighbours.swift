import Foundation
import Framework

/// What stands beside the samples in pictures and can be had from the data alone: the training image
/// nearest to each of the reference's estimates, and the held-out image that was noised.
///
/// `locus run` keeps them in `shown/`, so that reports need no data.
enum KeptNeighbours {
  private static let version = 1
  /// Samples that have them, and the numbers of training images that may be compared for more than
  /// those of a picture.
  private static let most = 64
  private static let work = 4e9

  private enum Kind: String, CaseIterable {
    case nearest, clean

    var title: String {
      switch self {
      case .nearest: "nearest training image"
      case .clean: "clean image"
      }
    }
  }

  // MARK: Writing

  /// Finds and keeps them, unless those that are there are of these results.
  ///
  /// - Returns: whether there are any.
  static func keep(_ results: Results, _ plan: Plan, _ library: DataLibrary) throws {
    let runs = results.index.runs
    let keys = runs.map { key(of: $0, in: results) }
    guard keys.contains(where: { $0 != nil }) else { return remove(from: results.folder) }
    if let kept = record(in: results.folder), kept.map(\.key) == keys { return }
    remove(from: results.folder)
    let folder = results.folder.shown
    try OutputFolder.create(folder)
    var entries: [JSON] = []
    for (number, run) in runs.enumerated() {
      var entry: JSON = ["key": keys[number].map(JSON.string) ?? JSON(.null)]
      if keys[number] != nil {
        for (kind, images) in try images(of: run, plan.runs[number], results, library) {
          let shape = images.shape
          let data = NpyArray(
            images.values, shape: [images.count, shape.channels, shape.height, shape.width]
          ).encoded()
          try AtomicFile.write(data, to: file(kind, number, in: results.folder))
          entry[kind.rawValue] = .string(SHA256.hash(data).hex)
        }
      }
      entries.append(entry)
    }
    let json: JSON = ["version": .integer(version), "runs": .array(entries)]
    try AtomicFile.write(
      json.sealed.canonicalText + "\n", to: folder.appendingPathComponent("shown.json"))
  }

  private static func images(
    of run: ResultIndex.Run, _ plan: RunPlan, _ results: Results, _ library: DataLibrary
  ) throws -> [(Kind, ImageBatch)] {
    var found: [(Kind, ImageBatch)] = []
    let training = try library.load(plan.spec.dataset).collection.images
    let affordable = Int(work / Double(training.count) / Double(training.shape.count))
    let count = min(run.samples, max(SamplePictures.samples, min(most, affordable)))
    if let reference = run.referenceModel, training.shape == run.shape {
      let images = RunImages(results, run, samples: count, withNoisy: false)
      let last = run.levels.count - 1
      let answers = (0..<count).map { images.image(reference, sample: $0, step: last) }
      if answers.allSatisfy({ $0 != nil }) {
        let queries = ImageBatch(shape: run.shape, values: answers.flatMap { $0! })
        let nearest = training.nearest(to: queries, signal: 1)
        found.append(
          (
            .nearest,
            ImageBatch(shape: run.shape, values: nearest.flatMap { training.image($0.index) })
          ))
      }
    }
    if case .forward(let clean, _) = plan.source {
      found.append((.clean, clean.batch(of: 0..<min(count, clean.count))))
    }
    return found
  }

  // MARK: Reading

  /// Rows of as many columns as samples are shown; none where nothing is kept, or of other results.
  static func rows(of run: ResultIndex.Run, _ results: Results, samples: Int)
    -> [PixelRow]
  {
    let number = run.number(in: results.index)
    guard let entry = record(in: results.folder).flatMap({ $0.count > number ? $0[number] : nil }),
      let key = entry.key, key == self.key(of: run, in: results)
    else { return [] }
    return Kind.allCases.compactMap { kind in
      guard let hash = entry.hashes[kind.rawValue],
        let data = try? MappedFile.data(at: file(kind, number, in: results.folder)),
        SHA256.hash(data).hex == hash,
        let array = try? NpyArray(data: data, file: kind.rawValue), array.shape.count == 4,
        Array(array.shape[1...]) == [run.shape.channels, run.shape.height, run.shape.width]
      else { return nil }
      let size = run.shape.count
      return PixelRow(
        kind.title,
        (0..<samples).map { sample in
          sample < array.shape[0] ? array.floats(in: sample * size..<(sample + 1) * size)[...] : nil
        }, shape: run.shape)
    }
  }

  private struct Entry {
    let key: String?
    let hashes: [String: String]
  }

  /// Nil where nothing is kept that can be read.
  private static func record(in folder: ResultsFolder) -> [Entry]? {
    let url = folder.shown.appendingPathComponent("shown.json")
    guard let data = FileManager.default.contents(atPath: url.path),
      let json = try? JSONParser.parse([UInt8](data), file: url.path).unsealed(),
      json["version"]?.int == version, let runs = json["runs"]?.array
    else { return nil }
    return runs.map { entry in
      let hashes = Kind.allCases.compactMap { kind in
        entry[kind.rawValue]?.string.map { (kind.rawValue, $0) }
      }
      return Entry(
        key: entry["key"]?.string, hashes: Dictionary(uniqueKeysWithValues: hashes))
    }
  }

  /// What they belong to: the data, and the reference's answers; nil for a run that has neither.
  private static func key(of run: ResultIndex.Run, in results: Results) -> String? {
    let records = run.referenceModel.map { model in
      model.units.compactMap { results.finished($0, of: model) }
    }
    guard records?.isEmpty == false || run.mode == "forward", !run.levels.isEmpty else {
      return nil
    }
    let units = run.variants.first?.units.map(\.id) ?? []
    let parts =
      [run.datasetHash, run.mode, "\(run.samples)"] + units
      + (records ?? []).map { $0.arrays[KeptArray.estimates]?.hash ?? "" }
    return SHA256.hash(Array(parts.joined(separator: " ").utf8)).hex
  }

  private static func file(_ kind: Kind, _ run: Int, in folder: ResultsFolder) -> URL {
    folder.shown.appendingPathComponent("run\(run).\(kind.rawValue).npy")
  }

  private static func remove(from folder: ResultsFolder) {
    try? FileManager.default.removeItem(at: folder.shown)
  }
}
