import Foundation
import Framework

/// A folder of PNG and JPEG files; sub-folders are classes, in the order of their names.
///
/// With sub-folders `train` and `test` (or `val`), those are the splits and hold the images or the
/// classes; otherwise everything is `train`. A class is everything below its folder, as for
/// torchvision's `ImageFolder`. Images come in the order of their paths: a folder's own files by
/// their whole names, character by character (`B.png`, `a.jpg`, `a.png`, `a10.jpg`, `a2.png`), then
/// its sub-folders likewise. What a file is its first bytes say. Pictures that would be left out are
/// refused with their number, or told as a remark (``ImageTree``). The orientation in a JPEG's EXIF
/// data is not applied, as torchvision does not either.
public struct ImageFolder: Dataset {
  public static let name = "image-folder"
  public static let summary =
    "A folder of PNG or JPEG images; sub-folders are classes (CelebA-HQ, AFHQv2…)"
  public static let algorithmVersion = 1

  public struct Parameters: ParameterSet {
    @Parameter("The folder.")
    public var path: FilePath
    @Parameter(
      "Scale the short side to this, antialiased, and crop the centre to a square.", in: 4...1024)
    public var resolution = Either<Int, AsIs>.absent
    @Parameter("1: grey, 3: colour; images are converted.", in: 1...3)
    public var channels = 3
    public init() {}
  }

  /// The absence that means 'unchanged'.
  public enum AsIs: AbsenceWord { public static let word = "as-is" }

  private let parameters: Parameters

  public init(_ parameters: Parameters) throws {
    guard parameters.channels != 2 else {
      throw SpecIssue("channels is 1 (grey) or 3 (colour)")
    }
    self.parameters = parameters
  }

  public func load(_ split: Split) throws -> ImageCollection {
    let tree = try ImageTree(parameters.path.url, split: split)
    let files = tree.files
    let images = try WorkPool.shared.map(files.count) { index throws in
      try planar(try RasterImage.read(files[index].url), file: files[index].url)
    }
    let shape = images[0].shape
    for (index, image) in images.enumerated() where image.shape != shape {
      throw FormatError(
        file: files[index].url.path,
        problem: "has shape \(image.shape), \(files[0].url.lastPathComponent) has \(shape)",
        advice: "set \"resolution\" so that all images come out alike")
    }
    return ImageCollection(
      images: ImageStore(shape: shape, bytes: images.flatMap(\.bytes)),
      labels: tree.classes.isEmpty ? nil : files.map(\.label),
      classNames: tree.classes.isEmpty ? nil : tree.classes, remarks: tree.remarks)
  }

  // MARK: Converting

  private func planar(
    _ image: RasterImage, file: URL
  ) throws -> (shape: ImageShape, bytes: [UInt8]) {
    let image = parameters.resolution.value.map { image.resized(toSquare: $0) } ?? image
    let count = image.width * image.height
    let shape = ImageShape(
      channels: parameters.channels, height: image.height, width: image.width)
    func value(_ pixel: Int, _ channel: Int) -> UInt8 {
      image.pixels[pixel * image.channels + min(channel, image.channels - 1)]
    }
    if parameters.channels == 1, image.channels == 3 {
      // Luma of ITU-R BT.601, as image libraries convert to grey.
      let grey = (0..<count).map { pixel -> UInt8 in
        let luma =
          299 * Int(value(pixel, 0)) + 587 * Int(value(pixel, 1)) + 114 * Int(value(pixel, 2))
        return UInt8((luma + 500) / 1000)
      }
      return (shape, grey)
    }
    return (
      shape,
      (0..<shape.channels).flatMap { channel in (0..<count).map { value($0, channel) } }
    )
  }
}
