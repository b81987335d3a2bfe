import Foundation
import Framework

/// Small colour photographs, 32×32: 50,000 for training and 10,000 held out (Krizhevsky 2009).
///
/// The binary version or the Python version, whose pickles are read as data; the first where both are
/// at hand. Files are mapped, not read.
public struct CIFAR10: Dataset {
  public static let name = "cifar10"
  public static let summary =
    "Small photographs, 32×32 colour, 50,000 + 10,000 (binary or Python version)"
  public static let algorithmVersion = 1
  public static let citations = [Citation.krizhevsky2009]

  public typealias Parameters = DownloadedParameters

  private let parameters: DownloadedParameters

  public init(_ parameters: DownloadedParameters) throws { self.parameters = parameters }

  public func load(_ split: Split) throws -> ImageCollection {
    let folders = ["cifar-10-batches-bin", "cifar-10-batches-py"]
    let names = split == .train ? (1...5).map { "data_batch_\($0)" } : ["test_batch"]
    let files = CIFARBatches(
      parameters.folders(folders, inner: folders), having: names[0], .cifar10)
    let batches = try names.map(files.batch)
    return ImageCollection(
      images: ImageStore(shape: CIFARFormat.shape, segments: batches.map(\.images)),
      labels: batches.flatMap(\.labels),
      classNames: try files.classNames() ?? [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
      ])
  }
}
