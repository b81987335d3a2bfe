import Foundation
import Framework
import Testing

@testable import Runner

/// What a spec of the task `sensitivity` may say.
@Suite struct SensitivitySpecTests {
  @Test func pixelsOfASpec() throws {
    let shape = ImageShape(channels: 1, height: 4, width: 5)
    #expect(try PixelChoice.center.pixels(in: shape) == [Pixel(y: 2, x: 2)])
    #expect(
      try PixelChoice.all.pixels(in: shape).count == 20 && shape.pixels.last == Pixel(y: 3, x: 4))
    let places = PixelChoice.places([Pixel(y: 3, x: 4), Pixel(y: 4, x: 0)])
    let issue = #expect(throws: SpecIssue.self) { try places.pixels(in: shape) }
    #expect(issue?.description.contains("pixels[1]: [4, 0] lies outside") == true)
  }

  /// What lies outside the images is found once these are loaded, and still has its place.
  @Test func aPixelOutsideTheImagesHasAPlace() throws {
    let sandbox = try Sandbox()
    let path = try sandbox.write(Self.spec(["pixels": [[1, 2], [3, 9]]]))
    func issue(_ overrides: [String]) throws -> String {
      let experiment = try Experiment.load(
        path, overrides: overrides, catalogue: Catalogue.standard())
      let found = #expect(throws: SpecIssue.self) {
        try Plan(experiment, library: DataLibrary())
      }
      return "\(try #require(found))"
    }
    #expect(try issue([]).contains("spec.json:"))
    #expect(try issue([]).contains("error: pixels[1]: [3, 9] lies outside the images of"))
    #expect(
      try issue(["pixels=[[8,0]]"]).hasPrefix(
        "command line, pixels=[[8,0]]: error: pixels[0]: [8, 0] lies outside"))
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
    let messages = try Self.messages(["pixels": json])
    #expect(messages.contains { $0.contains(message) }, "\(messages)")
  }

  @Test(
    arguments: [
      (
        ["inputs": ["source": "candidate"]], "takes inputs from \"forward\", \"reverse\" or \"npy\""
      ),
      (["inputs": ["source": "reverse"]], "inputs from \"reverse\" need a \"reference\""),
      (["reference": "wiener"], "uses a reference for inputs from \"reverse\" only"),
      (["metrics": ["r2"]], "the task \"sensitivity\" does not use this key"),
      (["noise": "x.npy"], "does not use this key"),
      (["save_arrays": true], "does not use this key"),
      (
        ["task": "generate", "pixels": "all"],
        "the task \"generate\" does not use this key; leave it out, or change the task: \"sensitivity\" uses it"
      ),
    ] as [([String: JSON], String)])
  func refusesWhatTheTaskDoesNotUse(_ changes: [String: JSON], _ message: String) throws {
    let messages = try Self.messages(changes)
    #expect(messages.count == 1 && messages[0].contains(message), "\(messages)")
  }

  @Test func inputsAreNoisedImagesUnlessTheSpecSaysOtherwise() throws {
    let run = try Experiment(Self.spec(), catalogue: Catalogue.standard()).runs[0]
    #expect(run.inputs?.mode == "forward" && run.metrics.isEmpty)
    #expect(run.task.parameters["pixels"] == "center")
  }

  private static func spec(_ changes: [String: JSON] = [:]) -> JSON {
    var spec: JSON = [
      "version": 1, "name": "look", "task": "sensitivity", "denoisers": ["optimal"], "samples": 2,
      "dataset": ["name": "synthetic", "images": 9, "resolution": 8],
    ]
    for (key, value) in changes.sorted(by: { $0.key < $1.key }) { spec[key] = value }
    return spec
  }

  private static func messages(_ changes: [String: JSON]) throws -> [String] {
    let issues = try #require(throws: SpecIssues.self) {
      try Experiment(spec(changes), catalogue: Catalogue.standard())
    }
    return issues.issues.map(\.description)
  }
}
