import Foundation
import Framework

/// A data set as EDM, StyleGAN and their successors share it (FFHQ, AFHQv2, ImageNet-64): a zip
/// archive of pictures, or the folder it was unpacked to, with labels in `dataset.json`.
///
/// Images come in the order of their names in the archive, folders included, as EDM's own reader
/// has them. A label belongs to the picture whose name stands beside it, in whatever order. Labels
/// that are no class numbers are left out with a remark.
public struct EDMZip: Dataset {
  public static let name = "edm-zip"
  public static let summary =
    "A zip archive (or its folder) of EDM's dataset tool, labels by dataset.json"
  public static let algorithmVersion = 1

  public typealias Parameters = PictureParameters

  private let parameters: PictureParameters

  public init(_ parameters: PictureParameters) throws {
    try parameters.check()
    self.parameters = parameters
  }

  public func load(_ split: Split) throws -> ImageCollection {
    guard split == .train else {
      throw DatasetError(
        "an edm-zip data set has the split \"train\" only; use an offset, or the archive of the "
          + "held-out images")
    }
    let archive = try EDMArchive(at: parameters.path.url)
    let labels = try archive.labels()
    let (images, remarks) = try archive.pictures(parameters).load()
    return ImageCollection(
      images: images, labels: labels.classes,
      remarks: archive.remarks + labels.remarks + remarks)
  }
}
