import Foundation
import Framework
import Runner
import Testing

/// Calibrations whose outcome is known: the reference is itself a denoiser with given parameters.
@Suite(.serialized)
struct CalibrateTests {
  /// Denoisers fitted to 40 generated images of 8×8, at three noise levels.
  static func spec(_ reference: JSON, _ denoisers: JSON) -> JSON {
    Sandbox.spec([
      "dataset": ["name": "synthetic", "images": 40, "resolution": 8],
      "samples": 4, "reference": reference, "denoisers": denoisers,
    ])
  }

  private func denoisers(_ sandbox: Sandbox, _ file: String) throws -> [JSON] {
    let json = try JSONParser.parse([UInt8](sandbox.data(file)), file: file)
    return try #require(json["denoisers"]?.array)
  }

  @Test(
    arguments: [
      ("kamb-ls", "scales", [7, 5, 3]), ("kamb-els", "scales", [7, 3, 5]),
      ("kamb-bbels", "scales", [5, 3, 1]), ("pspc-square", "patch_sizes", [8, 5, 3]),
      (
        "filtered-posterior", "precision",
        [["gaussian": 6], ["gaussian": 2], ["gaussian": 0.5]]
      ),
    ] as [(String, String, JSON)])
  func findsTheSizesOfTheReference(_ name: String, _ key: String, _ sizes: JSON) throws {
    let sandbox = try Sandbox()
    // The parameter that is searched for is required, and may be missing all the same.
    let spec = try sandbox.write(
      Self.spec(
        .object([("name", .string(name)), (key, sizes)]), [.string(name), ["name": "optimal"]]))
    #expect(try sandbox.locus("calibrate", spec) == .done)
    let found = try denoisers(sandbox, "out/little-calibration/denoisers.json")
    #expect(found.count == 2 && found[1] == ["name": "optimal"])
    #expect(found[0][key] == sizes)
    let scores = try sandbox.table("out/little-calibration/denoisers.csv")
    let chosen = zip(scores.column("chosen")!, scores.column("median_cosine")!)
      .filter { $0.0 == "true" }.compactMap { Double($0.1) }
    #expect(chosen.count == 3 && chosen.allSatisfy { abs($0 - 1) < 1e-9 })
  }

  /// What an entry sweeps is searched for, whether or not the plugin knows candidates of it.
  @Test func findsWhateverAnEntrySweeps() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(
      Self.spec(
        ["name": "wiener", "energy_cutoff": [0.3, 0.1, 0]],
        [
          ["name": "wiener", "energy_cutoff": ["sweep": [0, 0.1, 0.3]]],
          ["name": "pca-locality", "threshold": 0.1, "energy_cutoff": ["sweep": [0, 0.3]]],
        ]))
    #expect(try sandbox.locus("calibrate", spec) == .done)
    let found = try denoisers(sandbox, "out/little-calibration/denoisers.json")
    #expect(found[0]["energy_cutoff"] == [0.3, 0.1, 0])
    #expect(found[1]["threshold"] == 0.1 && found[1]["energy_cutoff"]?.array?.count == 3)
    let scores = try sandbox.table("out/little-calibration/denoisers.csv")
    #expect(scores.rows.count == (3 + 2) * 3)
    #expect(Set(scores.column("parameter")!) == ["energy_cutoff"])
  }

  /// A calibration and a run of one spec share their units, whichever comes first.
  @Test func findsTheUnitsOfARun() throws {
    let sandbox = try Sandbox()
    var spec = Self.spec(
      ["name": "wiener"], [["name": "kamb-ls", "scales": ["sweep": [3, 5]]]])
    spec["task"] = "denoise"
    spec["inputs"] = ["source": "reverse"]
    let path = try sandbox.write(spec)
    #expect(try sandbox.locus("run", path) == .done)
    #expect(try sandbox.locus("calibrate", path, "--all-samples") == .done)
    func records(_ folder: String) throws -> [String: UInt64] {
      let units = sandbox.path("out/\(folder)/units")
      let names = try FileManager.default.contentsOfDirectory(atPath: units)
        .filter { !$0.contains(".metrics") && $0.hasSuffix(".json") }
      return try Dictionary(
        uniqueKeysWithValues: names.map {
          let facts = try FileManager.default.attributesOfItem(atPath: units + "/" + $0)
          return ($0, try #require(facts[.systemFileNumber] as? UInt64))
        })
    }
    // One file under two names, so nothing was computed again.
    #expect(try records("little-calibration") == records("little"))
    #expect(try records("little").count == 3)
  }

  /// One value for the whole run, by r²; the sweep of the entry says what is tried.
  @Test func findsTheThresholdOfTheReference() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(
      Self.spec(
        ["name": "pca-locality", "threshold": 0.1],
        [
          [
            "name": "pca-locality", "label": "ours", "softmax": "exact",
            "threshold": ["sweep": [0.3, 0.1, 0.03]],
          ],
          ["name": "kamb-ls", "scales": 3],
        ]))
    let file = sandbox.path("found.json")
    #expect(try sandbox.locus("calibrate", spec, "--candidates", "3,7", "--output", file) == .done)
    let found = try denoisers(sandbox, "found.json")
    #expect(found[0]["threshold"] == 0.1 && found[0]["label"] == "ours")
    let scores = try sandbox.table("found.csv")
    // Three thresholds and the two sizes of the command line, at three steps.
    #expect(scores.rows.count == (3 + 2) * 3)
    #expect(Set(scores.column("candidate")!) == ["0.3", "0.1", "0.03", "3", "7"])
    // What is there is replaced only on demand, and then comes out the same.
    let before = try sandbox.data("found.csv")
    #expect(try sandbox.locus("calibrate", spec, "--output", file) == .invalidSpec)
    #expect(
      try sandbox.locus(
        "calibrate", spec, "--candidates", "3,7", "--output", file, "--force", "--threads", "1")
        == .done)
    #expect(try sandbox.data("found.csv") == before)
    // The result is a spec to extend.
    let run = try sandbox.write(
      [
        "extends": "found.json", "version": 1, "name": "calibrated", "task": "generate",
        "dataset": ["name": "synthetic", "images": 40, "resolution": 8],
        "schedule": ["name": "ddpm-linear", "steps": 3], "samples": 2,
      ], to: "run.json")
    #expect(try sandbox.locus("run", run) == .done)
  }

  @Test func refusesWhatCannotBeCalibrated() throws {
    let sandbox = try Sandbox()
    let catalogue = try Catalogue.standard()
    let plain = try sandbox.write(Self.spec("wiener", ["optimal"]))
    #expect(try sandbox.locus("calibrate", plain) == .invalidSpec)
    var none = Self.spec("wiener", ["kamb-ls"])
    none["reference"] = nil
    #expect(try sandbox.locus("calibrate", try sandbox.write(none)) == .invalidSpec)
    let runs = try sandbox.write(Self.spec("wiener", ["kamb-ls"]))
    #expect(
      try sandbox.locus("calibrate", runs, #"seed={"sweep":[1,2]}"#, catalogue: catalogue)
        == .invalidSpec)
    let others = try sandbox.write(
      Self.spec("wiener", [["name": "kamb-ls", "tolerance": ["sweep": [0, 1e-7]]]]),
      to: "others.json")
    #expect(try sandbox.locus("calibrate", others) == .invalidSpec)
    let lists = try sandbox.write(
      Self.spec("wiener", [["name": "kamb-ls", "scales": ["sweep": [[7, 5, 3], 3]]]]),
      to: "lists.json")
    #expect(try sandbox.locus("calibrate", lists) == .invalidSpec)
    #expect(try sandbox.locus("calibrate", runs, "--candidates", "a") == .usage)
    #expect(try sandbox.locus("calibrate", runs, "--candidates", "4") == .invalidSpec)
    #expect(!FileManager.default.fileExists(atPath: sandbox.path("out")))
  }
}
