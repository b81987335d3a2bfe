import Foundation

/// Masks with their programs on disk: they depend on the data and a few parameters alone.
///
/// A file is found by a hash of everything that can change its bits. Damaged files count as none, and
/// those that were not used for the longest time make room for others.
public struct MaskCache: Sendable {
  /// Changes when other masks, or another program for the same ones, are made.
  static let algorithmVersion = 1
  /// Masks of smaller images are made faster than they are read.
  static let smallestDimension = 256
  private static let ending = "masks"
  private static let format = CacheFile(magic: "LOCUSMSK")

  public let folder: URL
  /// Bytes that the files may take together.
  let limit: Int

  public init(folder: URL) { self.init(folder: folder, limit: 1 << 30) }

  init(folder: URL, limit: Int) {
    self.folder = folder
    self.limit = limit
  }

  /// `locus/masks` under $XDG_CACHE_HOME, else under ~/.cache; nil if LOCUS_CACHE is "off".
  public static var standard: MaskCache? { CacheFolder.named("masks").map(MaskCache.init) }

  /// The file for masks of images of a shape.
  func file(_ identity: String, _ shape: ImageShape) -> URL {
    let whole =
      "\(identity) version \(Self.algorithmVersion) of \(shape.channels) \(shape.height) "
      + "\(shape.width)"
    return folder.appendingPathComponent(
      SHA256.hash(Array(whole.utf8)).hex + "." + Self.ending)
  }

  /// Masks and their program, read from disk or made and written.
  ///
  /// - Parameter identity: everything that the masks are made of.
  package func plan(
    _ identity: String, shape: ImageShape, make: () -> PixelMasks
  ) -> MaskPlan {
    guard shape.count >= Self.smallestDimension else { return MaskPlan(make()) }
    let file = file(identity, shape)
    if let body = Self.format.body(of: file, number: shape.count),
      let plan = MaskPlan(body, shape: shape)
    {
      // The date of the last use.
      try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: file.path)
      return plan
    }
    let plan = MaskPlan(make())
    let body = plan.encoded
    guard body.count <= limit else { return plan }
    Self.format.write(body, number: shape.count, to: file)
    trim()
    return plan
  }

  /// Removes what was not used for the longest time until the rest is within the limit.
  private func trim() {
    let keys: Set<URLResourceKey> = [.contentModificationDateKey, .fileSizeKey]
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: Array(keys))
    let known = (files ?? []).filter { $0.pathExtension == Self.ending }.compactMap { file in
      (try? file.resourceValues(forKeys: keys)).map { values in
        (file, date: values.contentModificationDate ?? .distantPast, size: values.fileSize ?? 0)
      }
    }
    var total = known.reduce(0) { $0 + $1.size }
    for (file, _, size) in known.sorted(by: { $0.date < $1.date }) {
      guard total > limit else { return }
      try? FileManager.default.removeItem(at: file)
      total -= size
    }
  }
}
