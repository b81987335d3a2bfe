import Framework

/// Handwritten digits, 28×28 grey: 60,000 for training and 10,000 held out (LeCun et al. 1998).
public struct MNIST: Dataset {
  public static let name = "mnist"
  public static let summary = "Handwritten digits, 28×28 grey, 60,000 + 10,000 (IDX or IDX.gz)"
  public static let algorithmVersion = 1
  public static let citations = [Citation.lecun1998]

  public typealias Parameters = DownloadedParameters

  private let parameters: DownloadedParameters

  public init(_ parameters: DownloadedParameters) throws { self.parameters = parameters }

  public func load(_ split: Split) throws -> ImageCollection {
    var collection = try idxCollection(
      split, in: parameters.folders(["mnist", "MNIST"], inner: ["raw", "MNIST/raw"]),
      dataset: Self.name)
    collection.classNames = (0..<10).map(String.init)
    return collection
  }
}
