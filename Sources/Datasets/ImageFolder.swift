import Foundation
import Framework

/// A folder of PNG files; sub-folders are classes, in the order of their names.
///
/// With sub-folders `train` and `test` (or `val`), those are the splits and hold the images or the
/// classes; otherwise everything is `train`. Images are read in the order of their paths.
public struct ImageFolder: Dataset {
  public static let name = "image-folder"
  public static let summary = "A folder of PNG images; sub-folders are classes (CelebA-HQ, AFHQv2…)"

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
    let root = try folder(of: split)
    let (files, classes) = try Self.files(in: root)
    guard !files.isEmpty else {
      let others = UnreadImages(in: root)
      throw FormatError(file: root.path, problem: others.problem, advice: others.advice)
    }
    let images = try WorkPool.shared.map(files.count) { index throws in
      try planar(try PNG.read(files[index].url), file: files[index].url)
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
      labels: classes.isEmpty ? nil : files.map(\.label),
      classNames: classes.isEmpty ? nil : classes)
  }

  // MARK: Finding files

  private func folder(of split: Split) throws -> URL {
    let root = parameters.path.url
    guard Self.isFolder(root) else {
      throw FormatError(
        file: root.path, problem: "there is no such folder",
        advice: "check \"path\", or the variable that starts it")
    }
    let names = split == .train ? ["train"] : ["test", "val"]
    if let found = names.map({ root.appendingPathComponent($0) }).first(where: Self.isFolder) {
      return found
    }
    guard split == .train else {
      throw FormatError(
        file: root.path, problem: "has no sub-folder test or val, so it has no split \"test\"",
        advice: "use split \"train\" with an offset past the training images")
    }
    return root
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private static func contents(_ folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { !$0.hasPrefix(".") }.sorted().map { folder.appendingPathComponent($0) }
  }

  private static func files(
    in root: URL
  ) throws -> (files: [(url: URL, label: Int)], classes: [String]) {
    func pngs(_ folder: URL) throws -> [URL] {
      try contents(folder).filter { $0.pathExtension.lowercased() == "png" }
    }
    let direct = try pngs(root)
    if !direct.isEmpty { return (direct.map { ($0, 0) }, []) }
    let folders = try contents(root).filter(isFolder)
    let files = try folders.enumerated().flatMap { label, folder in
      try pngs(folder).map { ($0, label) }
    }
    return (files, folders.map(\.lastPathComponent))
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
