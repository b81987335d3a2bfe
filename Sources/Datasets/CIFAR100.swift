import Foundation
import Framework

/// Small colour photographs of 100 classes, 32×32: 50,000 for training and 10,000 held out
/// (Krizhevsky 2009).
///
/// The binary version or the Python version, whose pickles are read as data; the first where both
/// are at hand.
public struct CIFAR100: Dataset {
  public static let name = "cifar100"
  public static let summary =
    "Small photographs of 100 classes, 32×32 colour, 50,000 + 10,000 (binary or Python version)"
  public static let algorithmVersion = 1

  /// Which of an image's two labels.
  public enum Labels: String, ChoiceParameter { case fine, coarse }

  public struct Parameters: ParameterSet {
    @Parameter("Folder with the official files; \"default\" looks under $LOCUS_DATA or ./data.")
    public var path = DownloadedPath.standard(
      in: DataFolder.standard(ProcessInfo.processInfo.environment))
    @Parameter("The 100 classes, or the 20 groups of five that they belong to.")
    public var labels = Labels.fine
    public init() {}
  }

  private let parameters: Parameters

  public init(_ parameters: Parameters) throws { self.parameters = parameters }

  public func load(_ split: Split) throws -> ImageCollection {
    let folders = ["cifar-100-binary", "cifar-100-python"]
    let format: CIFARFormat = parameters.labels == .fine ? .cifar100Fine : .cifar100Coarse
    let files = CIFARBatches(
      parameters.path.folders(folders, inner: folders), having: split.rawValue, format)
    let batch = try files.batch(split.rawValue)
    return ImageCollection(
      images: ImageStore(shape: CIFARFormat.shape, segments: [batch.images]),
      labels: batch.labels, classNames: try files.classNames())
  }
}
