import Foundation
import Framework

/// A folder of PNG and JPEG files; sub-folders are classes, in the order of their names.
///
/// With sub-folders `train` and `test` (or `val`), those are the splits and hold the images or the
/// classes; otherwise everything is `train`. A class is everything below its folder, as for
/// torchvision's `ImageFolder`. Images come in the order of their paths: a folder's own files by
/// their whole names, character by character (`B.png`, `a.jpg`, `a.png`, `a10.jpg`, `a2.png`), then
/// its sub-folders likewise. What a file is its first bytes say. Pictures that would be left out
/// are refused with their number, or told as a remark (``ImageTree``). How they become images of
/// one size and kind is for ``PictureParameters`` to say; decoded ones are kept on disk
/// (``PictureCache``).
public struct ImageFolder: Dataset {
  public static let name = "image-folder"
  public static let summary =
    "A folder of PNG or JPEG images; sub-folders are classes (CelebA-HQ, AFHQv2…)"
  public static let algorithmVersion = 1

  public typealias Parameters = PictureParameters

  private let parameters: PictureParameters

  public init(_ parameters: PictureParameters) throws {
    try parameters.check()
    self.parameters = parameters
  }

  public func load(_ split: Split) throws -> ImageCollection {
    let folder = parameters.path.url
    let tree = try ImageTree(folder, split: split)
    let (images, remarks) = try PictureSet(
      files: tree.files.map(\.url), in: folder, split: split, parameters
    ).load()
    return ImageCollection(
      images: images, labels: tree.classes.isEmpty ? nil : tree.files.map(\.label),
      classNames: tree.classes.isEmpty ? nil : tree.classes, remarks: tree.remarks + remarks)
  }
}
