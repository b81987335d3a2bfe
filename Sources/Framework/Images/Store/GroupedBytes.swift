import Foundation

/// A copy of a store's bytes in groups of 32 images side by side, so that a kernel reads one element
/// of all of them as one piece: [group, c, h, w, lane].
///
/// One more byte of memory for each byte of the store. It is made piece by piece, by whoever first
/// needs a piece, and kept as long as the store; where memory does not allow for that
/// (``MemoryBudget``), groups are laid out in every pass. Lanes without an image hold zeros.
final class GroupedBytes: Sendable {
  /// Stores of more bytes have no copy; their images are taken as Floats in every pass.
  static let limit = 2 << 30
  /// Bytes that are laid out together, about.
  private static let pieceSize = 4 << 20

  private let groupsInPiece: Int
  private let shape: ImageShape
  private let count: Int
  private let pieces: [Locked<Piece?>]
  /// Whether memory allows for the copy.
  private let isKept: Bool

  /// - Returns: nil if the store is larger than ``limit``.
  init?(shape: ImageShape, count: Int) {
    guard padded(count, ImageGroup.size) * shape.count <= Self.limit else { return nil }
    self.shape = shape
    self.count = count
    isKept = padded(count, ImageGroup.size) * shape.count <= MemoryBudget.groups
    groupsInPiece = max(1, Self.pieceSize / max(1, shape.count * ImageGroup.size))
    let images = groupsInPiece * ImageGroup.size
    pieces = (0..<(count + images - 1) / images).map { _ in Locked(nil) }
  }

  /// The bytes of group `group`, [c, h, w, lane]; they live as long as this object. Nil if they are
  /// not kept.
  ///
  /// - Parameter store: the one that this is a copy of.
  func group(_ group: Int, of store: ImageStore) -> UnsafePointer<UInt8>? {
    guard isKept else { return nil }
    let (index, place) = group.quotientAndRemainder(dividingBy: groupsInPiece)
    let piece = pieces[index].withLock { piece in
      if let piece { return piece }
      let made = lay(index, of: store)
      piece = made
      return made
    }
    return UnsafePointer(piece.base) + place * shape.count * ImageGroup.size
  }

  private func lay(_ index: Int, of store: ImageStore) -> Piece {
    let first = index * groupsInPiece * ImageGroup.size
    let groups = blocks(
      from: first, to: min(first + groupsInPiece * ImageGroup.size, count), of: ImageGroup.size)
    let piece = Piece(bytes: groups.count * shape.count * ImageGroup.size)
    for (group, images) in groups.enumerated() {
      store.layGroup(images, at: piece.base + group * shape.count * ImageGroup.size)
    }
    store.giveBack(first..<(groups.last?.upperBound ?? first))
    return piece
  }

  /// Memory that begins on a cache line, and in large pages where there are some.
  private final class Piece: @unchecked Sendable {
    let base: UnsafeMutablePointer<UInt8>

    init(bytes: Int) {
      let isLarge = bytes > SystemMemory.largePage / 2
      let size = isLarge ? padded(bytes, SystemMemory.largePage) : max(1, bytes)
      let memory = UnsafeMutableRawPointer.allocate(
        byteCount: size, alignment: isLarge ? SystemMemory.largePage : 64)
      if isLarge { SystemMemory.useLargePages(memory, bytes: size) }
      base = memory.bindMemory(to: UInt8.self, capacity: size)
    }

    deinit { UnsafeMutableRawPointer(base).deallocate() }
  }
}

extension ImageStore {
  /// Lays up to 32 images of bytes out side by side, [c, h, w, lane].
  func layGroup(_ images: Range<Int>, at lanes: UnsafeMutablePointer<UInt8>) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2048) { scratch in
      withBlock(images) { rows in
        guard case .bytes(let base, let count, let stride) = rows, let scratch = scratch.baseAddress
        else { return }
        KernelTable.current.lanes.interleave(
          images: count, elements: shape.count, source: base, stride: stride, lanes: lanes,
          scratch: scratch)
      }
    }
  }

  /// The bytes of the 32 images from 32 · `group` on, side by side, [c, h, w, lane]; nil where the
  /// store holds Floats, or is too large for a copy or for memory. They live as long as the store.
  func bytes(ofGroup group: Int) -> UnsafePointer<UInt8>? {
    groupedBytes?.group(group, of: self)
  }

  /// Bytes of memory that methods which compare images side by side take beside the store.
  package var groupMemory: Int {
    let bytes = padded(count, ImageGroup.size) * shape.count
    return groupedBytes != nil && bytes <= MemoryBudget.groups ? bytes : 0
  }
}
