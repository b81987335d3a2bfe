import Foundation
import Framework

/// Data sets that have been loaded, each once however many models ask for it.
public final class DataLibrary: Sendable {
  private let files = Locked(OnceByKey<String, ImageCollection>())
  private let sets = OnceByKey<String, LoadedSet>()
  private let trainingSets = OnceByKey<String, TrainingSet>()

  private let progress: Progress

  public convenience init() { self.init(progress: Progress(isQuiet: true)) }

  /// - Parameter progress: is told which data set is being loaded.
  init(progress: Progress) { self.progress = progress }

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
      let activity = "loading \(request.name)"
      return try progress.during(activity) {
        let listener = { @Sendable [progress] (done: Int, total: Int) in
          progress.detail(activity, "\(done) of \(total)")
        }
        let collection = try LoadingProgress.told(to: listener) {
          try request.select(from: whole(request, request.options.split))
        }
        return LoadedSet(
          collection: collection,
          contentHash: collection.images.contentHash(keptIn: HashCache.standard))
      }
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

  /// The images of one class among those of ``trainingSet(_:seed:)``, in their order.
  ///
  /// - Throws: ``RunError`` if there are none.
  func trainingSet(_ request: DatasetRequest, seed: Int, class number: Int) throws -> TrainingSet {
    let key = "\(seed) \(number) " + request.json.canonicalText
    return try trainingSets.value(for: key) { () throws in
      let set = try load(request).collection
      let indices = (set.labels ?? []).indices.filter { set.labels?[$0] == number }
      guard !indices.isEmpty else {
        throw RunError("\(request.name) has no image of the class \(number)")
      }
      return TrainingSet(
        images: set.images.selecting(indices), labels: indices.map { _ in number }, seed: seed)
    }
  }

  /// Some images of a split, whatever the request's own split, order, offset and limit.
  func collection(
    of request: DatasetRequest, split: Split, range: Range<Int>
  ) throws -> ImageCollection {
    try request.select(from: whole(request, split), split: split, range: range)
  }

  /// What is to be known of a split as its files hold it.
  func remarks(of request: DatasetRequest, split: Split) throws -> [String] {
    try whole(request, split).remarks
  }

  /// Lets go of what the files hold beyond the images that were chosen.
  func releaseFiles() { files.withLock { $0 = OnceByKey() } }

  /// A split as its files hold it, read once for all that choose from it.
  private func whole(_ request: DatasetRequest, _ split: Split) throws -> ImageCollection {
    let key = request.name + " " + request.source.parameters.canonicalText + " " + split.rawValue
    let files = files.withLock { $0 }
    return try files.value(for: key) { () throws in try request.source.make().load(split) }
  }
}
