import Testing

@testable import LocusImages

struct FloatGroupTests {
  /// With the copy of the bytes in groups and without it, in whole groups and partial ones, in one
  /// file and in two; lanes without an image are cleared of those before.
  @Test(arguments: KernelTable.available)
  func bytesBecomeValues(_ set: KernelTable) {
    let shape = ImageShape(channels: 3, height: 5, width: 5)
    let store = GroupedBytesTests.store(shape)
    let group = FloatGroup(shape: shape, kernels: set.lanes)
    for range in [32..<64, 64..<67, 3..<30] {
      group.load(range, of: store)
      for element in 0..<shape.count {
        for lane in 0..<32 {
          let image = range.lowerBound + lane
          let byte = GroupedBytesTests.pixel(image * shape.count + element)
          let expected = lane < range.count ? Double(byte) / 127.5 - 1 : 0
          #expect(abs(Double(group.base[32 * element + lane]) - expected) < 2e-7)
        }
      }
    }
  }
}
