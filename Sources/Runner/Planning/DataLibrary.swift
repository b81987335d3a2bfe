import Foundation
import Framework

/// Data sets that have been loaded, each once however many models ask for it.
public final class DataLibrary: Sendable {
  private let sets = OnceByKey<String, LoadedSet>()

  public init() {}

  /// Images of one request with their hash.
  public struct LoadedSet: Sendable {
    public let collection: ImageCollection
    public let contentHash: String
  }

  /// The images of `request`.
  ///
  /// - Throws: what the data set throws.
  public func load(_ request: DatasetRequest) throws -> LoadedSet {
    try sets.value(for: request.json.canonicalText) { () throws in
      let collection = try request.load()
      return LoadedSet(collection: collection, contentHash: collection.images.contentHash())
    }
  }

  /// What a denoiser is fitted to, with shared quantities computed once for each data set.
  public func trainingSet(_ request: DatasetRequest, seed: Int) throws -> TrainingSet {
    try trainingSets.value(for: "\(seed) " + request.json.canonicalText) { () throws in
      let set = try load(request)
      return TrainingSet(
        images: set.collection.images, labels: set.collection.labels,
        contentHash: set.contentHash, seed: seed)
    }
  }

  private let trainingSets = OnceByKey<String, TrainingSet>()
}
