import Foundation
import Framework
import Testing

@testable import Runner

/// What a denoiser measures of its own answers is recorded with them, and said again whenever the
/// results are read.
struct MeasuredRemarksTests {
  private func sandbox(_ entry: JSON) throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(Sandbox.spec(["denoisers": [entry, "nearest"], "samples": 6]))
    #expect(try sandbox.locus("run", sandbox.path("spec.json")) == .done)
    return sandbox
  }

  private func results(_ sandbox: Sandbox) throws -> Results {
    let folder = sandbox.folder.appendingPathComponent("out/little")
    let index = try ResultIndex(contentsOf: folder.appendingPathComponent("plan.json"))
    return Results(index, folder: ResultsFolder(folder))
  }

  private static let clustered: JSON = ["name": "kamb-els", "scales": 3, "clusters": 30]

  private static let mixed: JSON = [
    "name": "switch", "entries": [["name": "wiener", "above": 1000], clustered],
  ]

  @Test(arguments: [clustered, mixed])
  func whatClustersMissIsSaid(_ entry: JSON) throws {
    let sandbox = try sandbox(entry)
    let results = try results(sandbox)
    let model = try #require(results.index.runs[0].variants.first)
    let missed = try #require(results.finished(model.units[0], of: model)).missed
    #expect(missed.count == 3 && missed.allSatisfy { $0.count == model.units[0].samples.count })
    #expect(missed.joined().allSatisfy { (0...1).contains($0) })
    #expect(missed.joined().contains { $0 > 0 })
    let remark = try #require(results.measuredRemarks.first)
    #expect(results.measuredRemarks.count == 1)
    #expect(remark.hasPrefix("\(model.label) leaves out part of the softmax weight, measured on"))
    for t in [666, 333, 0] { #expect(remark.contains("at t = \(t)"), "\(remark)") }
    #expect(results.footers == ["Remark: \(remark)."])
    // A run that finds all units done says it too.
    #expect(try sandbox.locus("run", sandbox.path("spec.json")) == .done)
    #expect(try self.results(sandbox).footers == results.footers)
  }

  @Test(arguments: [
    (1, "100 %"), (0.9996, "100 %"), (0.5, "50 %"), (0.0949, "9.5 %"), (0.0123, "1.2 %"),
    (0, "0 %"),
  ])
  func sharesArePerCent(_ share: Double, _ text: String) {
    #expect(percentage(share) == text)
  }

  @Test func nothingIsSaidOfExactAnswers() throws {
    let results = try results(sandbox(["name": "kamb-els", "scales": 3]))
    #expect(results.measuredRemarks.isEmpty)
    let model = try #require(results.index.runs[0].variants.first)
    #expect(try #require(results.finished(model.units[0], of: model)).missed.isEmpty)
  }
}
