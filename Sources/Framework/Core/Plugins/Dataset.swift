/// A source of images.
public protocol Dataset: Plugin {
  init(_ parameters: Parameters) throws

  /// Loads one split.
  ///
  /// - Throws: an error that names the missing or broken file and says how to get a good one, or
  ///   that the data set has no such split.
  func load(_ split: Split) throws -> ImageCollection
}

/// Which part of a data set: the images a model is fitted to, or those held out.
public enum Split: String, ChoiceParameter {
  case train
  case test
}

/// Images with their labels.
public struct ImageCollection: Sendable {
  public var images: ImageStore
  /// One class number for each image, or nil where the data have none.
  public var labels: [Int]?
  /// Names of the classes by number, where the data have them.
  public var classNames: [String]?
  /// What a user should know of these data although nothing is wrong: one sentence each, shown by
  /// `locus plan` and `locus run`.
  public var remarks: [String]

  public init(
    images: ImageStore, labels: [Int]? = nil, classNames: [String]? = nil, remarks: [String] = []
  ) {
    precondition(labels.map { $0.count == images.count } ?? true, "one label for each image")
    self.images = images
    self.labels = labels
    self.classNames = classNames
    self.remarks = remarks
  }
}
