import Framework

/// Clothes in MNIST's format: 60,000 for training and 10,000 held out (Xiao et al. 2017).
public struct FashionMNIST: Dataset {
  public static let name = "fashion-mnist"
  public static let summary = "Clothes, 28×28 grey, 60,000 + 10,000 (IDX or IDX.gz)"
  public static let algorithmVersion = 1
  public static let citations = [Citation.xiao2017]

  public typealias Parameters = DownloadedParameters

  private let parameters: DownloadedParameters

  public init(_ parameters: DownloadedParameters) throws { self.parameters = parameters }

  public func load(_ split: Split) throws -> ImageCollection {
    var collection = try idxCollection(
      split,
      in: parameters.folders(
        ["fashion-mnist", "FashionMNIST"], inner: ["raw", "FashionMNIST/raw"]),
      dataset: Self.name)
    collection.classNames = [
      "t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
      "boot",
    ]
    return collection
  }
}
