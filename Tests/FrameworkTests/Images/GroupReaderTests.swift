import Foundation
import TestSupport
import Testing

@testable import LocusImages

/// Groups of images as kernels read them.
struct GroupReaderTests {
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
      let reader = GroupReader(of: images, asFloats: true, kernels: kernels.lanes)
      var first = 2
      reader.forEach(in: 2..<113) { group, index in
        #expect(index == first && group.count == min(32, 113 - first))
        for lane in 0..<32 {
          let isThere = first + lane < 113
          #expect(group.absent[lane] == (isThere ? 0 : .infinity))
          guard isThere else { continue }
          let image = images.image(first + lane)
          for pixel in 0..<elements {
            #expect(abs(group.floats[pixel * 32 + lane] - image[pixel]) <= 0x1p-23)
          }
        }
        first += 32
      }
      #expect(first == 2 + 4 * 32)
    }
  }

  /// Where there is a copy of the bytes in groups, it is read itself.
  @Test func bytesStayWhereTheyAre() {
    let shape = ImageShape(channels: 1, height: 1, width: 3)
    let store = ImageStore(shape: shape, bytes: (0..<35 * 3).map { UInt8($0) })
    #expect(store.code.isBytes && store.groupCode.isBytes)
    var read: [UnsafeRawPointer] = []
    GroupReader(of: store).forEach(in: 0..<35) { group, _ in read.append(group.numbers) }
    #expect(read == (0..<2).map { store.bytes(ofGroup: $0).map { UnsafeRawPointer($0) } })
  }

  /// Only groups that are asked for are read.
  @Test func groupsCanBePassedOver() {
    let store = ImageStore(
      shape: ImageShape(channels: 1, height: 5, width: 6),
      bytes: [UInt8](repeating: 9, count: 35 * 30))
    var seen: [Int] = []
    GroupReader(of: store).forEach(in: 0..<35, where: { $0 == 32 }) { seen.append($1) }
    #expect(seen == [32])
  }
}
