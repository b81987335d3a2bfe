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

  @Test func pixelsOfASpec() throws {
    let shape = ImageShape(channels: 1, height: 4, width: 5)
    #expect(try PixelChoice.center.pixels(in: shape) == [Pixel(y: 2, x: 2)])
    #expect(try PixelChoice.all.pixels(in: shape).count == 20)
    let places = PixelChoice.places([Pixel(y: 3, x: 4), Pixel(y: 4, x: 0)])
    let issue = #expect(throws: SpecIssue.self) { try places.pixels(in: shape) }
    #expect(issue?.description.contains("pixels[1]: [4, 0] lies outside") == true)
  }

  @Test(
    arguments: [
      ("centre", "expected \"center\", \"all\" or a list of pixels [y, x]"),
      ([], "expected \"center\""),
      ([[1, 2], [3]], "pixels[1]: expected a pixel [y, x], counted from 0"),
      ([[1, -2]], "pixels[0]: expected a pixel"),
      ([[1, 2], [1, 2]], "pixels[1]: this pixel stands twice"),
    ] as [(JSON, String)])
  func refusesWhatIsNoPixel(_ json: JSON, _ message: String) throws {
    let messages = try SpecFixture.messages(["task": "sensitivity", "pixels": json])
    #expect(messages.contains { $0.contains(message) }, "\(messages)")
  }

  @Test(
    arguments: [
      (
        ["inputs": ["source": "candidate"]], "takes inputs from \"forward\", \"reverse\" or \"npy\""
      ),
      (["inputs": ["source": "reverse"]], "inputs from \"reverse\" need a \"reference\""),
      (["reference": "blur"], "uses a reference for inputs from \"reverse\" only"),
      (["metrics": ["gap"]], "the task \"sensitivity\" does not use this key"),
      (["noise": "x.npy"], "does not use this key"),
      (["save_arrays": true], "does not use this key"),
      (["task": "generate", "pixels": "all"], "pixels belong to the task \"sensitivity\""),
    ] as [([String: JSON], String)])
  func refusesWhatTheTaskDoesNotUse(_ changes: [String: JSON], _ message: String) throws {
    let all = ["task": "sensitivity"].merging(changes) { $1 }
    let messages = try SpecFixture.messages(all)
    #expect(messages.count == 1 && messages[0].contains(message), "\(messages)")
  }

  @Test func inputsAreNoisedImagesUnlessTheSpecSaysOtherwise() throws {
    let setting = try SpecFixture.experiment(["task": "sensitivity"]).settings[0]
    #expect(setting.mode == "forward" && setting.metrics.isEmpty)
    #expect(setting.pixels == .center)
  }
}

extension Setting {
  fileprivate var mode: String? { inputs?.mode }
}
