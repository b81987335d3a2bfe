import Foundation
import Framework
import Runner
import TestSupport
import Testing

/// The whole way from 60,000 images and a trained network's recording to the table, against figures
/// computed independently in double precision.
@Suite(
  .serialized,
  .enabled(
    if: SharedFolder.holds("datasets/mnist", "references/mnist-a"),
    Comment(rawValue: SharedFolder.skipped("MNIST and a recorded network are"))))
struct MNISTReferenceTests {
  @Test func theWienerFilterExplainsTwoThirdsOfTheNetwork() throws {
    let sandbox = try Sandbox()
    let data = SharedFolder.file("datasets/mnist").path
    let network = SharedFolder.file("references/mnist-a").path
    let spec = try sandbox.write([
      "version": 1, "name": "mnist", "task": "generate", "samples": 8,
      "dataset": ["name": "mnist", "path": .string(data)],
      "reference": ["name": "recorded", "path": .string(network)],
      "denoisers": [["name": "wiener"]],
    ])
    #expect(try sandbox.locus("run", spec) == .done)
    let summary = try sandbox.table("out/mnist/summary.csv")
    func mean(_ metric: String) throws -> Double {
      let columns = try ["metric", "step", "mean"].map {
        try #require(summary.columns.firstIndex(of: $0))
      }
      let row = try #require(
        summary.rows.first { $0[columns[0]] == metric && $0[columns[1]] == "9" })
      return try #require(Double(row[columns[2]]))
    }
    #expect(abs(try mean("r2") - 0.66672) < 2e-4)
    #expect(abs(try mean("mse") - 0.11410) < 1e-4)
  }
}
