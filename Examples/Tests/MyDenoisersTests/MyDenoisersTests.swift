import Foundation
import Framework
import MyDenoisers
import MyTasks
import Runner
import Testing

@Suite struct MyDenoisersTests {
  static let shape = ImageShape(channels: 1, height: 1, width: 2)

  /// The first pixel has mean 0 and variance 0.5, the second is always 0.25.
  static let training = TrainingSet(
    images: ImageStore(shape: shape, floats: [-0.5, 0.25, 0.5, 0.25]))

  @Test func shrinksByTheVarianceOfThePixel() throws {
    let level = NoiseLevel(signal: 0.8, noise: 0.6, step: 0, t: 0)
    let noisy = ImageBatch(shape: Self.shape, values: [0.8, 0.8, -1.6, 0], firstSample: 3)
    let model = try ShrinkToMean(.init([:]), fittedTo: Self.training)
    let estimate = try model.denoise(noisy, at: level)
    // g = 0.64 · 0.5 / (0.64 · 0.5 + 0.36).
    let gain = 0.32 / 0.68
    #expect(estimate.values == [gain, 0.25, -2 * gain, 0.25].map { Float($0) })
    #expect(estimate.firstSample == 3)
    let timid = try ShrinkToMean(.init(["variance_scale": 0.5]), fittedTo: Self.training)
    #expect(try timid.denoise(noisy, at: level).values[0] == Float(0.16 / 0.52))
  }

  @Test func theScaleIsPositive() {
    #expect(throws: SpecIssues.self) { try ShrinkToMean.Parameters(["variance_scale": 0]) }
  }

  /// Bounds read in another package as the documentation writes them.
  @Test func boundsNeedNoCast() throws {
    struct Parameters: ParameterSet {
      @Parameter("A share.", in: 0..<1) var share = 0.5
      @Parameter("A number.", in: 1...) var number = 1
      @Parameter("A scale.", in: .above(0)) var scale = 1.0
      @Parameter("An amplitude.", in: .above(0, upTo: 2)) var amplitude = 1.0
    }
    #expect(
      Parameters.descriptions.map(\.type) == [
        "a number in [0, 1)", "an integer at least 1", "a number above 0", "a number in (0, 2]",
      ])
  }

  @Test func maxErrorIsTheLargestDifference() throws {
    let candidate = ImageBatch(shape: Self.shape, values: [0, 1, 2, 3, .nan, 1, 1, .nan])
    let reference = ImageBatch(shape: Self.shape, values: [0.5, -1, 2, 3, 0, 0, 0, 0])
    let values = try MaxError(NoParameters())
      .values(candidate, against: reference, training: Self.training)
    #expect(values[..<2] == [2, 0])
    #expect(values[2].isNaN && values[3].isNaN)
  }

  /// The specs beside the package, run by the tool with all three plugins, into a temporary folder.
  @Test func theSpecsRun() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("locus-example-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let mine = try Self.samples(of: "mine", in: folder)
    #expect(
      Set(mine.column("variant")!) == [
        "optimal", "shrink-to-mean[variance_scale=0.5]", "shrink-to-mean[variance_scale=1]",
      ])
    #expect(Set(mine.column("metric")!) == ["r2", "max-error"])
    #expect(mine.column("status")!.allSatisfy { $0 == "ok" })
    // Three variants, 16 samples, 10 steps, 2 metrics.
    #expect(mine.rows.count == 960)

    let drift = try Self.samples(of: "drift", in: folder)
    // Three variants, 16 samples, 10 steps; the first step has moved from nowhere.
    #expect(drift.rows.count == 480)
    let variants = drift.column("variant")!
    for (row, step) in drift.column("step")!.enumerated() {
      let value = drift.column("value")![row]
      guard step != "0" else {
        #expect(value.isEmpty)
        continue
      }
      // The optimal denoiser stands still once it has found its image; a linear one never does.
      let drift = try #require(Double(value))
      #expect(variants[row] == "wiener" ? drift > 0 : drift >= 0)
    }
  }

  private static func samples(of name: String, in folder: URL) throws -> CSVTable {
    let package = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
      url.deletingLastPathComponent()
    }
    let catalogue = try Catalogue.standard()
      .adding(ShrinkToMean.self).adding(MaxError.self).adding(Drift.self)
    let code = Tool(catalogue: catalogue).run([
      "locus-with-mine", "run", package.appendingPathComponent("\(name).json").path,
      "--output", folder.path, "--quiet",
    ])
    #expect(code == .done)
    return try CSVTable(contentsOf: folder.appendingPathComponent("\(name)/samples.csv"))
  }
}
