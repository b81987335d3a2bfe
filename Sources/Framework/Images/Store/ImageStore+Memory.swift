import Foundation

extension ImageStore {
  /// The addresses of the memory that images keep: several stores may lie in the same, as parts of one
  /// file do. Empty for images that are read again in every pass.
  var addresses: [Range<UInt>] {
    func range(_ bytes: UnsafeRawBufferPointer) -> Range<UInt> {
      let start = UInt(bitPattern: bytes.baseAddress)
      return start..<start + UInt(bytes.count)
    }
    guard !isScanned else { return [] }
    switch storage {
    case .made: return []
    case .floats(let floats): return [floats.withUnsafeBytes(range)]
    case .bytes(let segments):
      return segments.filter { $0.count > 0 }.map { segment in
        segment.data.withUnsafeBytes { data in
          let end = segment.offset + (segment.count - 1) * segment.stride + shape.count
          let bytes = UnsafeRawBufferPointer(rebasing: data[segment.offset..<end])
          // Of a mapped file what was touched is kept, of other memory all.
          return range(MappedFile.place(of: bytes) == nil ? data : bytes)
        }
      }
    }
  }

  /// Bytes of memory that images of some stores keep, each counted once.
  package static func memory(of stores: [ImageStore]) -> Int {
    var (total, end) = (0, UInt(0))
    for range in stores.flatMap(\.addresses).sorted(by: { $0.lowerBound < $1.lowerBound })
    where range.upperBound > end {
      total += Int(range.upperBound - max(range.lowerBound, end))
      end = range.upperBound
    }
    return total
  }
}
