import Foundation

/// The large files that are mapped at the moment: only of memory that stands here is it known that the
/// system may take it and read it again.
final class FileMappings: @unchecked Sendable {
  static let shared = FileMappings()

  /// Files of fewer bytes are left to Foundation: nobody needs their memory back.
  private static let smallest = 16 << 20
  /// The system maps pages around one that is touched, up to so many bytes from a multiple of it.
  private static let granularity = 64 << 10

  private struct Mapping {
    let addresses: Range<UInt>
    let url: URL
    /// The file as it was when it was opened.
    let version: FileVersion
  }

  private let lock = NSLock()
  private var mappings: [Mapping] = []

  /// The contents of a file; nil for one that is small, or no plain file, or cannot be mapped.
  func map(_ url: URL) -> Data? {
    let file = open(url.path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size >= Self.smallest
    else { return nil }
    let count = Int(status.st_size)
    let memory = mmap(nil, count, PROT_READ, MAP_PRIVATE, file, 0)
    guard let memory, memory != MAP_FAILED else { return nil }
    let start = UInt(bitPattern: memory)
    let mapping = Mapping(
      addresses: start..<start + UInt(count), url: url, version: FileVersion(url, status))
    lock.withLock { mappings.append(mapping) }
    return Data(
      bytesNoCopy: memory, count: count,
      deallocator: .custom { [self] memory, count in
        lock.withLock { mappings.removeAll { $0.addresses.lowerBound == start } }
        munmap(memory, count)
      })
  }

  func giveBack(_ bytes: UnsafeRawBufferPointer) {
    guard let mapping = mapping(of: bytes)?.addresses else { return }
    let size = UInt(Self.granularity)
    let start = UInt(bitPattern: bytes.baseAddress)
    let low = max(mapping.lowerBound, start / size * size)
    let high = min(
      mapping.upperBound, (start + UInt(bytes.count) + size - 1) / size * size)
    guard let memory = UnsafeMutableRawPointer(bitPattern: low) else { return }
    // What cannot be given back costs memory, never the result.
    _ = madvise(memory, Int(high - low), MADV_DONTNEED)
  }

  func place(of bytes: UnsafeRawBufferPointer) -> MappedFile.Place? {
    mapping(of: bytes).map {
      MappedFile.Place(
        url: $0.url, version: $0.version,
        offset: Int(UInt(bitPattern: bytes.baseAddress) - $0.addresses.lowerBound))
    }
  }

  private func mapping(of bytes: UnsafeRawBufferPointer) -> Mapping? {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return nil }
    let start = UInt(bitPattern: base)
    return lock.withLock {
      mappings.first {
        $0.addresses.contains(start) && start + UInt(bytes.count) <= $0.addresses.upperBound
      }
    }
  }
}
