import Foundation
import TestSupport
import Testing

@testable import Framework

struct MaskWorkspaceTests {
  /// Groups over several segments, with whole and partial groups, and sizes around the block of 8 × 8
  /// bytes that conversion works in.
  @Test(arguments: KernelTable.available, [1, 7, 8, 9, 40])
  func imagesLieSideBySide(_ kernels: KernelTable, _ elements: Int) {
    let shape = ImageShape(channels: 1, height: 1, width: elements)
    var random = TestRandom(seed: UInt64(elements))
    let segments = [70, 3, 40].map { count in
      let stride = elements + 5
      let bytes = (0..<count * stride).map { _ in UInt8.random(in: 0...255, using: &random) }
      return ImageStore.Segment(data: Data(bytes), offset: 0, stride: stride, count: count)
    }
    let store = ImageStore(shape: shape, segments: segments)
    let floats = ImageStore(shape: shape, floats: store.batch(of: 0..<113).values)
    for images in [store, floats] {
      let space = MaskWorkspace(
        shape: shape, program: MaskProgram(PixelMasks(empty: shape)), kernels: kernels)
      var first = 2
      space.forEachGroup(of: images, in: 2..<113) {
        for lane in 0..<32 {
          let isThere = first + lane < 113
          #expect(space.penalty.base[lane] == (isThere ? 0 : .infinity))
          guard isThere else { continue }
          let image = images.image(first + lane)
          for pixel in 0..<elements {
            #expect(abs(space.images.base[pixel * 32 + lane] - image[pixel]) <= 0x1p-23)
          }
        }
        first += 32
      }
      #expect(first == 2 + 4 * 32)
    }
  }
}
