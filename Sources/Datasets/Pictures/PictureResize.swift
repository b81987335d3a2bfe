import Framework

/// How a picture becomes a square, named after the tool whose pixels come out.
public enum PictureResize: String, ChoiceParameter {
  /// torchvision's `Resize(side)` and `CenterCrop(side)` of a PIL image.
  case torchvision
  /// torchvision's `Resize((side, side))`.
  case torchvisionSquash = "torchvision-squash"
  /// The dataset tool of EDM and StyleGAN with `--transform=center-crop`.
  case edmCenterCrop = "edm-center-crop"
  /// The same tool with a resolution and no transform.
  case edmSquash = "edm-squash"
  /// The same tool with `--transform=center-crop-dhariwal`: as ImageNet was prepared for ADM.
  case edmCenterCropDhariwal = "edm-center-crop-dhariwal"

  /// The picture at `side` × `side` pixels.
  func square(of image: RasterImage, side: Int) -> RasterImage {
    switch self {
    case .torchvision: return image.resized(toSquare: side)
    case .torchvisionSquash: return image.resized(width: side, height: side)
    case .edmSquash: return image.resized(width: side, height: side, filter: .lanczos)
    case .edmCenterCrop:
      let short = min(image.width, image.height)
      return Self.centre(of: image, side: short)
        .resized(width: side, height: side, filter: .lanczos)
    case .edmCenterCropDhariwal:
      var image = image
      while min(image.width, image.height) >= 2 * side {
        image = image.resized(width: image.width / 2, height: image.height / 2, filter: .box)
      }
      let scale = Double(side) / Double(min(image.width, image.height))
      func scaled(_ size: Int) -> Int { Int((Double(size) * scale).rounded(.toNearestOrEven)) }
      image = image.resized(
        width: scaled(image.width), height: scaled(image.height), filter: .bicubic)
      return Self.centre(of: image, side: side)
    }
  }

  private static func centre(of image: RasterImage, side: Int) -> RasterImage {
    image.cropped(
      x: (image.width - side) / 2, y: (image.height - side) / 2, width: side, height: side)
  }
}
