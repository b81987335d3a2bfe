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

  /// Pictures that are decoded together at most, and bytes of theirs; progress is told between them.
  private static let (blockSize, blockBytes) = (256, 16 << 20)

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
  func versions() -> [FileVersion]? {
    let versions = files.compactMap(FileVersion.init)
    return versions.count == files.count ? versions : nil
  }

  /// All images, and what is to be known of them.
  ///
  /// - Throws: ``FormatError`` for a picture that cannot be read, or pictures of several sizes.
  func load() throws -> (images: ImageStore, remarks: [String]) {
    let decoded = try cache?.pictures(self) ?? decodedInMemory()
    let store = ImageStore(
      shape: decoded.shape,
      segments: [
        ImageStore.Segment(
          data: decoded.bytes, offset: 0, stride: decoded.shape.count, count: sources.count)
      ])
    return (store, remarks(on: decoded, store))
  }

  /// Images [n, c, h, w], and what they have lost.
  struct Decoded {
    let shape: ImageShape
    let bytes: Data
    let notes: PictureNotes
  }

  private func decodedInMemory() throws -> Decoded {
    var (shape, bytes) = (ImageShape(channels: 1, height: 1, width: 1), Data())
    let notes = try decode {
      if bytes.isEmpty { bytes.reserveCapacity(sources.count * $0.count) }
      shape = $0
      bytes.append(contentsOf: $1)
    }
    return Decoded(shape: shape, bytes: bytes, notes: notes)
  }

  /// Decodes all pictures, a block at a time.
  ///
  /// - Parameter take: takes the image of each picture in turn, [c, h, w].
  /// - Throws: ``FormatError``, and what `take` throws.
  func decode(_ take: (ImageShape, [UInt8]) throws -> Void) throws -> PictureNotes {
    var notes = PictureNotes()
    var first: ImageShape?
    var start = 0
    while start < sources.count {
      // The first goes alone: it tells how many make a block.
      let size = first.map { min(Self.blockSize, max(1, Self.blockBytes / $0.count)) } ?? 1
      let block = start..<min(start + size, sources.count)
      let decoded = try WorkPool.shared.map(block.count) { index throws in
        let source = sources[block.lowerBound + index]
        let picture = try Picture(try source.read(), file: source.name)
        return (notes: PictureNotes(of: picture), image: parameters.image(of: picture))
      }
      for (index, picture) in zip(block, decoded) {
        let shape = first ?? picture.image.shape
        first = shape
        guard picture.image.shape == shape else {
          let other = URL(fileURLWithPath: sources[0].name).lastPathComponent
          throw FormatError(
            file: sources[index].name,
            problem: "has shape \(picture.image.shape), \(other) has \(shape)",
            advice: "set \"resolution\" so that all images come out alike")
        }
        notes += picture.notes
        try take(shape, picture.image.bytes)
      }
      start = block.upperBound
      LoadingProgress.report(start, of: sources.count)
    }
    return notes
  }

  // MARK: Remarks

  private func remarks(on decoded: Decoded, _ images: ImageStore) -> [String] {
    func of(_ count: Int, _ text: String) -> String? {
      count == 0 ? nil : "\(place.path): \(count) of \(counted(sources.count, "picture")) \(text)"
    }
    return [
      of(
        decoded.notes.transparent,
        "with transparency, which is dropped and not blended, as Pillow's convert(\"RGB\") does"),
      of(decoded.notes.deep, "with 16 bits a sample, of which the high 8 are kept"),
      of(
        parameters.orient ? 0 : decoded.notes.turned,
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
