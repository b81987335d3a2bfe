import Framework

/// How pictures become images of one size, for the data sets that are made of pictures.
public struct PictureParameters: ParameterSet {
  @Parameter("The folder; for edm-zip the archive, or the folder it was unpacked to.")
  public var path: FilePath
  @Parameter(
    "Side of the square that every image becomes, as \"resize\" says; as-is needs one size of all.",
    in: 4...1024)
  public var resolution = Either<Int, AsIs>.absent
  @Parameter(
    "Whose way to that square: torchvision scales the short side (bilinear, antialiased) and crops "
      + "the centre; edm-center-crop crops the centre and scales it (Lanczos); -squash scales both "
      + "sides, whatever the shape; -dhariwal halves first (ImageNet-64).")
  public var resize = PictureResize.torchvision
  @Parameter("1: grey, 3: colour; images are converted.", in: 1...3)
  public var channels = 3
  @Parameter(
    "Turn images as their EXIF orientation says; torchvision and EDM take them as they are stored.")
  public var orient = false
  public init() {}

  /// The absence that means 'unchanged'.
  public enum AsIs: AbsenceWord { public static let word = "as-is" }

  /// - Throws: ``SpecIssue`` for values that contradict each other.
  func check() throws {
    guard channels != 2 else { throw SpecIssue("channels is 1 (grey) or 3 (colour)") }
    guard resize == .torchvision || resolution.value != nil else {
      throw SpecIssue(
        "\"resize\": \"\(resize.rawValue)\" needs a \"resolution\", such as \"resolution\": 64")
    }
  }

  /// Everything that can change a pixel but the files.
  var identity: String {
    "\(resolution.json.canonicalText) \(resize.rawValue) \(channels) \(orient)"
  }

  /// A picture as an image of the data set.
  func image(of picture: Picture) -> (shape: ImageShape, bytes: [UInt8]) {
    var image = picture.image
    if orient { image = image.upright(from: picture.orientation) }
    if let side = resolution.value { image = resize.square(of: image, side: side) }
    let shape = ImageShape(channels: channels, height: image.height, width: image.width)
    return (shape, image.planes(channels: channels))
  }
}
