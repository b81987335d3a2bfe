import Foundation
import Framework

/// Pictures that become one array of images: decoded on all cores, and kept on disk for the next
/// run.
struct PictureSet {
  /// A picture: what errors call it, and its bytes.
  struct Source: Sendable {
    let name: String
    let read: @Sendable () throws -> Data
  }

  /// The folder or archive, for remarks.
  let place: URL
  let split: Split
  let sources: [Source]
  let parameters: PictureParameters
  /// The files that hold the pictures.
  private let files: [URL]
  var cache = PictureCache.standard

  /// Decoded together; progress is told between them.
  private static let blockSize = 256

  /// Pictures in files of their own.
  init(files: [URL], in place: URL, split: Split = .train, _ parameters: PictureParameters) {
    (self.place, self.split, self.files, self.parameters) = (place, split, files, parameters)
    sources = files.map { file in
      Source(name: file.path) { try MappedFile.data(at: file) }
    }
  }

  /// Pictures in one archive.
  init(
    members: [ZipArchive.Member], of archive: ZipArchive, at place: URL,
    _ parameters: PictureParameters
  ) {
    (self.place, self.split, self.files, self.parameters) = (place, .train, [place], parameters)
    sources = members.map { member in
      Source(name: place.path + "/" + member.name) { try archive.content(of: member) }
    }
  }

  /// What the files are, so that any other is told from them; nil if one is missing.
  func stamps() -> [FileStamp]? {
    let stamps = files.compactMap(FileStamp.init)
    return stamps.count == files.count ? stamps : nil
  }

  /// All images, and what is to be known of them.
  ///
  /// - Throws: ``FormatError`` for a picture that cannot be read, or pictures of several sizes.
  func load() throws -> (images: ImageStore, remarks: [String]) {
    let decoded = try cache?.pictures(self, make: decode) ?? decode()
    let store = ImageStore(
      shape: decoded.shape,
      segments: [
        ImageStore.Segment(
          data: decoded.bytes, offset: 0, stride: decoded.shape.count, count: sources.count)
      ])
    return (store, remarks(on: decoded, store))
  }

  /// Images [n, c, h, w], and how many pictures had what images do not have.
  struct Decoded {
    var shape: ImageShape
    var bytes: Data
    /// With an alpha channel or transparent colours.
    var transparent = 0
    /// With 16 bits a sample.
    var deep = 0
    /// With an orientation other than upright.
    var turned = 0
  }

  private func decode() throws -> Decoded {
    var result: Decoded?
    for block in blocks(from: 0, to: sources.count, of: Self.blockSize) {
      let pictures = try WorkPool.shared.map(block.count) { index throws in
        let source = sources[block.lowerBound + index]
        let picture = try Picture(try source.read(), file: source.name)
        return (picture: picture, image: parameters.image(of: picture))
      }
      for (index, picture) in zip(block, pictures) {
        try add(picture.picture, picture.image, of: sources[index].name, to: &result)
      }
      LoadingProgress.report(block.upperBound, of: sources.count)
    }
    return result ?? Decoded(shape: ImageShape(channels: 1, height: 1, width: 1), bytes: Data())
  }

  private func add(
    _ picture: Picture, _ image: (shape: ImageShape, bytes: [UInt8]), of name: String,
    to result: inout Decoded?
  ) throws {
    if result == nil {
      result = Decoded(shape: image.shape, bytes: Data(capacity: sources.count * image.shape.count))
    }
    guard let shape = result?.shape, image.shape == shape else {
      let first = URL(fileURLWithPath: sources[0].name).lastPathComponent
      throw FormatError(
        file: name,
        problem: "has shape \(image.shape), \(first) has \(result?.shape ?? image.shape)",
        advice: "set \"resolution\" so that all images come out alike")
    }
    result?.bytes.append(contentsOf: image.bytes)
    if picture.hasAlpha { result?.transparent += 1 }
    if picture.bits > 8 { result?.deep += 1 }
    if picture.orientation > 1 { result?.turned += 1 }
  }

  // MARK: Remarks

  private func remarks(on decoded: Decoded, _ images: ImageStore) -> [String] {
    func of(_ count: Int, _ text: String) -> String? {
      count == 0 ? nil : "\(place.path): \(count) of \(counted(sources.count, "picture")) \(text)"
    }
    return [
      of(
        decoded.transparent,
        "with transparency, which is dropped and not blended, as Pillow's convert(\"RGB\") does"),
      of(decoded.deep, "with 16 bits a sample, of which the high 8 are kept"),
      of(
        parameters.orient ? 0 : decoded.turned,
        "with an EXIF orientation that is not applied, as torchvision and EDM do not either; "
          + "\"orient\": true turns them"),
      maskRemark(images, of: place),
    ].compactMap { $0 }
  }
}

/// What is to be known of bytes that are all 0 or 1: masks or numbers of [0, 1], which would be
/// black.
///
/// Of large data only the first images are looked at.
func maskRemark(
  _ images: ImageStore, of place: URL, advice: String = "save them times 255"
) -> String? {
  let looked = min(images.count, max(1, (32 << 20) / images.shape.count))
  var (zeros, ones) = (false, false)
  for start in stride(from: 0, to: looked, by: 64) {
    for byte in images.bytes(in: start..<min(start + 64, looked)) {
      // The first of ordinary pixels decides.
      if byte > 1 { return nil }
      if byte == 0 { zeros = true } else { ones = true }
    }
  }
  let which = looked < images.count ? "the numbers of the first \(looked) images" : "all numbers"
  return zeros && ones
    ? "\(place.path): \(which) are 0 or 1 of 255, nearly black, as in masks; for white, " + advice
    : nil
}
