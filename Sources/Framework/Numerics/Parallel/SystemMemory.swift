import Foundation

/// What a program may ask of the system's memory; systems that know nothing of it go on as they are.
public enum SystemMemory {
  /// Has the allocator keep memory that was freed, up to half a gigabyte, for what is allocated next.
  ///
  /// Working memory and results of a few megabytes come and go with every product, and the first touch
  /// of pages that are fresh from the system costs about as much as computing with them. For the whole
  /// process, so it is for programs to call, at their start, and not for libraries.
  public static func keepFreed() {
    #if canImport(Glibc)
      // Not among what Swift sees of the C library; without it, nothing is kept.
      typealias SetOption = @convention(c) (CInt, CInt) -> CInt
      guard let symbol = dlsym(nil, "mallopt") else { return }
      let set = unsafeBitCast(symbol, to: SetOption.self)
      let (trimThreshold, mapThreshold): (CInt, CInt) = (-1, -3)
      _ = set(trimThreshold, 512 << 20)
      // The largest that is accepted.
      _ = set(mapThreshold, 32 << 20)
    #endif
  }

  /// Size of a large page.
  package static let largePage = 2 << 20

  /// Asks for large pages, where there are some, behind memory that begins on one.
  package static func useLargePages(_ memory: UnsafeMutableRawPointer, bytes: Int) {
    #if os(Linux)
      madvise(memory, bytes, Int32(MADV_HUGEPAGE))
    #endif
  }
}
