import Foundation
import Testing

@testable import LocusImages

struct GroupedBytesTests {
  static func pixel(_ index: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: index &* index &* 31 &+ index / 7 &* 13)
  }

  /// Two files, one with bytes between the images; 67 images, so that the last group is not full.
  static func store(_ shape: ImageShape) -> ImageStore {
    let images = (0..<67).map { image in
      (0..<shape.count).map { pixel(image * shape.count + $0) }
    }
    let first = Data(images[..<40].flatMap { $0 + [9, 9] })
    let second = Data(images[40...].flatMap { $0 })
    return ImageStore(
      shape: shape,
      segments: [
        .init(data: first, offset: 0, stride: shape.count + 2, count: 40),
        .init(data: second, offset: 0, stride: shape.count, count: 27),
      ])
  }

  /// Small images, and images whose last 64 elements overlap those before.
  @Test(arguments: [(1, 2, 3), (3, 5, 5)])
  func standSideBySide(_ channels: Int, _ height: Int, _ width: Int) throws {
    let shape = ImageShape(channels: channels, height: height, width: width)
    let store = Self.store(shape)
    for group in 0..<3 {
      let bytes = try #require(store.bytes(ofGroup: group))
      for element in 0..<shape.count {
        for lane in 0..<32 {
          let image = 32 * group + lane
          let expected = image < 67 ? Self.pixel(image * shape.count + element) : 0
          #expect(bytes[32 * element + lane] == expected)
        }
      }
    }
    // Copies of the store share the bytes.
    let copy = store
    #expect(copy.bytes(ofGroup: 1) == store.bytes(ofGroup: 1))
  }

  @Test func largeStoresAndFloatsHaveNone() {
    let shape = ImageShape(channels: 3, height: 1024, width: 1024)
    #expect(GroupedBytes(shape: shape, count: 1000) == nil)
    #expect(GroupedBytes(shape: shape, count: 600) != nil)
    func memory(_ count: Int) -> Int {
      ImageStore(shape: shape, count: count, making: .bytes { _ in [] }).groupMemory
    }
    #expect(memory(1000) == 0 && memory(600) == 608 * shape.count)
    let floats = ImageStore(
      shape: ImageShape(channels: 1, height: 1, width: 1), floats: [0.5, 0.25])
    #expect(floats.bytes(ofGroup: 0) == nil && floats.groupMemory == 0)
  }

  /// Threads that ask for the same piece at once get the same bytes.
  @Test func manyThreadsShareOneCopy() {
    let store = Self.store(ImageShape(channels: 3, height: 5, width: 5))
    let places = WorkPool.shared.map(64) { Int(bitPattern: store.bytes(ofGroup: $0 % 3)) }
    #expect(Set(places).count == 3)
  }
}
