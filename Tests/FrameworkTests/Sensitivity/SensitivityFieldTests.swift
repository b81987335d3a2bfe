import Testing

@testable import Framework

struct SensitivityFieldTests {
  func field(_ pixel: (Int, Int), _ values: [Double]) -> SensitivityField {
    SensitivityField(
      height: 4, width: 5, pixel: Pixel(y: pixel.0, x: pixel.1), values: values)
  }

  @Test func aFlatFieldGrowsRingByRing() {
    let flat = field((2, 2), [Double](repeating: 1, count: 20))
    #expect(flat.total == 20)
    #expect(flat.side(holding: 0.05) == 1)
    // The 3×3 window holds 9 of 20, and the 5×5 one, clipped, all.
    #expect(flat.side(holding: 0.45) == 3)
    #expect(flat.side(holding: 0.46) == 5)
    #expect(flat.side(holding: 1) == 5)
  }

  @Test func theWindowIsCentredAtThePixel() {
    var values = [Double](repeating: 0, count: 20)
    values[0] = 1
    #expect(field((0, 0), values).side(holding: 0.95) == 1)
    #expect(field((3, 4), values).side(holding: 0.95) == 9)
    #expect(field((0, 2), values).side(holding: 0.95) == 5)
    values[0] = 0
    #expect(field((0, 0), values).side(holding: 0.95) == nil)
  }

  @Test func channelsAreAddedUpOnBothSides() {
    let shape = ImageShape(channels: 2, height: 1, width: 2)
    let elements = shape.elements(y: 0, x: 1) + shape.elements(y: 0, x: 0)
    #expect(elements == [1, 3, 0, 2])
    let gradients = ImageBatch(
      shape: shape, values: [1, -2, 3, 4, 0, 0, 0, -1, 5, 0, 0, 0, 0, 0, 0.5, 0])
    let sensitivity = Sensitivity(closedForm: gradients, elementCount: 4)
    #expect(sensitivity.fields(image: 0) == [4, 7, 5.5, 0])
    #expect(sensitivity.relativeError(image: 0) == 0)
  }
}
