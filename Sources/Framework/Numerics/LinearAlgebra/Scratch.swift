import Foundation

/// Working memory of an algorithm, aligned to cache lines and freed with its owner.
package final class Scratch<Scalar: BitwiseCopyable>: @unchecked Sendable {
  package let base: UnsafeMutablePointer<Scalar>
  package let count: Int

  /// Memory for `count` elements; their values are undefined.
  @inlinable
  package init(count: Int) {
    self.count = count
    base = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Scalar>.stride, alignment: 64
    ).bindMemory(to: Scalar.self, capacity: max(1, count))
  }

  deinit {
    UnsafeMutableRawPointer(base).deallocate()
  }

  /// Says that the memory is in use up to here. Pointers into it do not count as uses, so whoever
  /// makes a `Scratch` defers this call.
  package func keepAlive() {
    withExtendedLifetime(self) {}
  }
}

extension Scratch where Scalar: MatrixScalar {
  /// Memory for `count` elements that are zero.
  package convenience init(zeros count: Int) {
    self.init(count: count)
    // Zero is all bits 0. An initialisation by elements is not specialised for other modules.
    memset(base, 0, count * MemoryLayout<Scalar>.stride)
  }

  /// A view of the first `rows · stride` elements.
  package func view(rows: Int, columns: Int, stride: Int) -> MutableMatrixView<Scalar> {
    precondition(columns <= stride && rows * stride <= count)
    return MutableMatrixView(base: base, rows: rows, columns: columns, stride: stride)
  }

  /// An address for views without elements.
  package static var nowhere: UnsafePointer<Scalar> {
    UnsafePointer(bitPattern: MemoryLayout<Scalar>.alignment)!
  }
}
