import Foundation
import Framework
import Testing

@testable import Runner

/// What is wrong with classes of samples is said before any work, and so is who leaves them aside.
struct SampleClassErrorTests {
  static let forward: JSON = ["source": "forward"]
  static let network: JSON = ["name": "unet", "weights": "builtin:synthetic16-a"]

  static let cases: [(KeyValuePairs<String, JSON>, String)] = [
    (
      ["classes_of_samples": [0, 1]], "there are 2 classes and 11 samples; give one for each sample"
    ),
    (
      ["classes_of_samples": [0, -1]],
      "classes_of_samples[1]: expected a class, an integer of at least"
    ),
    (
      ["classes_of_samples": []], "expected \"drawn\", \"inputs\", \"recorded\", a list of integers"
    ),
    (["classes_of_samples": "drawm"], "did you mean \"drawn\"?"),
    (["classes_of_samples": "inputs"], "\"inputs\" takes the classes of held-out images"),
    (["classes_of_samples": "recorded", "reference": "none"], "add a \"reference\""),
    (["classes_of_samples": "recorded"], "\"recorded\", and wiener holds no classes"),
    (
      ["classes_of_samples": "none", "within_class": true],
      "add \"classes_of_samples\", e.g. \"drawn\""
    ),
    (
      ["classes_of_samples": "none", "denoisers": [["name": "optimal", "within_class": true]]],
      "denoisers: optimal: within_class needs to know the class"
    ),
    (["task": "spectrum"], "the task \"spectrum\" does not use this key"),
    (["classes_of_samples": "few.npy"], "\"classes_of_samples\" holds 3 classes for 11 samples"),
    (
      [
        "reference": "none", "within_class": true,
        "classes_of_samples": [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 9],
      ],
      "optimal: \"classes_of_samples\" holds the class 9, of which the training images have none; they "
        + "have 0, 1, 2"
    ),
    (
      ["dataset": ["name": "npy", "path": "images.npy"], "classes_of_samples": "drawn"],
      "those of npy (train) have no labels; give a list of classes"
    ),
    (
      [
        "reference": "none", "dataset": ["name": "npy", "path": "images.npy"], "within_class": true,
      ],
      "optimal: the images have no labels, so \"within_class\" cannot choose those of a class"
    ),
    (
      ["denoisers": [network], "dataset": ["name": "synthetic", "images": 30, "resolution": 16]],
      "the network takes no class, and \"classes_of_samples\" is given"
    ),
    (
      [
        "task": "denoise", "inputs": forward, "reference": "clean",
        "denoisers": [["name": "process", "command": ["cat"], "within_class": true]],
      ], "\"process\" does not answer from the images that it is fitted to"
    ),
  ]

  @Test(arguments: cases.indices) func says(_ number: Int) throws {
    let sandbox = try Sandbox()
    try NpyArray([0, 1, 2], shape: [3]).write(
      to: sandbox.folder.appendingPathComponent("few.npy"))
    try NpyArray([Float](repeating: 0.5, count: 20 * 64), shape: [20, 1, 8, 8])
      .write(to: sandbox.folder.appendingPathComponent("images.npy"))
    let (changes, expected) = Self.cases[number]
    var spec = SampleClassTests.spec(["reference": "wiener"])
    for (key, value) in changes { spec[key] = value }
    let path = try sandbox.write(spec)
    let error = #expect(throws: (any Error).self) {
      let experiment = try Experiment.load(path, catalogue: .standard(), environment: [:])
      _ = try Plan(experiment, library: DataLibrary())
    }
    let text = "\(try #require(error))"
    #expect(text.contains(expected), "\(text)")
  }

  @Test func remarksNameWhoLeavesClassesAside() throws {
    func remarks(_ changes: KeyValuePairs<String, JSON>) throws -> [String] {
      let sandbox = try Sandbox()
      var spec = SampleClassTests.spec()
      for (key, value) in changes { spec[key] = value }
      let experiment = try Experiment.load(
        sandbox.write(spec), catalogue: .standard(), environment: [:])
      return try Plan(experiment, library: DataLibrary()).remarks
    }
    let words = "answers from the images of all classes"
    #expect(try remarks([:]).contains { $0.hasPrefix("optimal: " + words) })
    #expect(try !remarks(["within_class": true]).contains { $0.contains(words) })
    let process: JSON = ["name": "process", "command": ["cat"], "files": ["spec.json"]]
    #expect(
      try remarks(["denoisers": [process]]).contains {
        $0.hasPrefix("process: the program is not told the classes of samples")
      })
    #expect(
      try !remarks(["classes_of_samples": "none", "denoisers": [process, "optimal"]]).contains {
        $0.contains("class")
      })
  }
}
