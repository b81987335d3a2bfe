import Foundation

/// Hashes of images that lie in mapped files, on disk, so that not every command reads gigabytes for
/// them.
///
/// There is one file for each place in files that images are read from; inside stand the versions of
/// those files (``FileVersion``: path, size, number on the disk, times in nanoseconds) and the hash.
/// It counts for these versions alone. It is kept only if the files were left alone while they were
/// read and for some seconds before: what is written twice within a tick of a file system's clock
/// would look like one version.
public struct HashCache: Sendable {
  /// Changes when the same images get another hash.
  static let algorithmVersion = 1
  private static let format = CacheFile(magic: "LOCUSHSH")

  public let folder: URL
  /// Seconds for which a file must have been left alone.
  let rest: Double

  /// - Parameter folder: where the hashes are kept.
  public init(folder: URL) { self.init(folder: folder, rest: 5) }

  init(folder: URL, rest: Double) {
    self.folder = folder
    self.rest = rest
  }

  /// `locus/hashes` under $XDG_CACHE_HOME, else under ~/.cache; nil if LOCUS_CACHE is "off".
  public static var standard: HashCache? { CacheFolder.named("hashes").map(HashCache.init) }

  /// The hash of a store's images, read from disk or made, and then kept where that is safe.
  func hash(of images: ImageStore, make: () -> String) -> String {
    guard let source = images.mappedSource else { return make() }
    let name = SHA256.hash(Array("\(source.place) version \(Self.algorithmVersion)".utf8)).hex
    let file = folder.appendingPathComponent(name + ".hash")
    let versions = Data(source.versions.map { $0.text + "\n" }.joined().utf8)
    let length = images.count * images.shape.count
    if let known = Self.format.body(of: file, number: length), known.starts(with: versions) {
      return String(decoding: known.dropFirst(versions.count), as: UTF8.self)
    }
    let start = Date()
    let hash = make()
    if source.versions.allSatisfy({ start.timeIntervalSince($0.date) > rest }),
      source.urls.map(FileVersion.init) == source.versions
    {
      Self.format.write(versions + Data(hash.utf8), number: length, to: file)
    }
    return hash
  }
}

extension ImageStore {
  /// ``contentHash()``, looked up where it is known of the files that the images lie in.
  public func contentHash(keptIn cache: HashCache?) -> String {
    cache?.hash(of: self) { contentHash() } ?? contentHash()
  }

  /// Where in files images lie.
  fileprivate struct MappedSource {
    /// The images' shape, and the path and positions of each segment.
    var place: String
    /// The files of the segments.
    var urls: [URL] = []
    var versions: [FileVersion] = []
  }

  /// Nil unless all images are bytes of large files that are mapped.
  fileprivate var mappedSource: MappedSource? {
    guard case .bytes(let segments) = storage else { return nil }
    var source = MappedSource(place: "\(shape)")
    for segment in segments where segment.count > 0 {
      let end = segment.offset + (segment.count - 1) * segment.stride + shape.count
      let place = segment.data.withUnsafeBytes {
        MappedFile.place(of: UnsafeRawBufferPointer(rebasing: $0[segment.offset..<end]))
      }
      guard let place else { return nil }
      source.place += "\n\(place.url.path) \(place.offset) \(segment.stride) \(segment.count)"
      source.urls.append(place.url)
      source.versions.append(place.version)
    }
    return source.urls.isEmpty ? nil : source
  }
}
