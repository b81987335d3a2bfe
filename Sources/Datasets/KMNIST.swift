import Framework

/// Cursive Japanese letters in MNIST's format: 60,000 for training and 10,000 held out (Clanuwat et
/// al. 2018).
public struct KMNIST: Dataset {
  public static let name = "kmnist"
  public static let summary = "Japanese letters, 28×28 grey, 60,000 + 10,000 (IDX or IDX.gz)"
  public static let algorithmVersion = 1

  public typealias Parameters = DownloadedParameters

  private let parameters: DownloadedParameters

  public init(_ parameters: DownloadedParameters) throws { self.parameters = parameters }

  public func load(_ split: Split) throws -> ImageCollection {
    var collection = try idxCollection(
      split, in: parameters.folders(["kmnist", "KMNIST"], inner: ["raw", "KMNIST/raw"]),
      dataset: Self.name)
    collection.classNames = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"]
    return collection
  }
}
