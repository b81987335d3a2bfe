import Denoisers
import Foundation
import Framework
import Testing

/// The published lists as `pspc-square` and `pspc-flex` read them.
@Suite struct NiedobaPresetsTests {
  private func list<P: ParameterSet>(
    _ type: P.Type, _ key: String, at levels: [NoiseLevel]? = nil
  ) throws -> [Double] {
    let issues = IssueCollector()
    let name: JSON = .object([(key, .string("niedoba-cifar10"))])
    let parameters = P.read(name, with: ParameterReader(issues: issues, levels: levels))
    try issues.check()
    return try #require(parameters?.json[key]?.array).compactMap(\.double)
  }

  @Test func areThePublishedOnesAtTheirOwnLevels() throws {
    let sizes = try list(PSPCSquare.Parameters.self, "patch_sizes")
    #expect(sizes == [32, 32, 32, 32, 32, 32, 32, 23, 15, 11, 7, 5, 3, 3, 3, 3, 3, 3])
    let edm = try Karras(.init()).levels
    #expect(try list(PSPCSquare.Parameters.self, "patch_sizes", at: edm) == sizes)
    let shares = try list(PSPCFlex.Parameters.self, "thresholds", at: edm)
    #expect(
      shares == [1, 1, 1, 1, 1, 1, 1, 0.7, 0.7, 0.5, 0.4, 0.4, 0.4, 0.4, 0.3, 0.3, 0.3, 0.3])
  }

  /// s/a of the ten DDIM steps is 61, 22 … 0.01; the seventh EDM level is σ = 7.5.
  @Test func tenDDIMStepsTakeTheNearestLevels() throws {
    let ddim = try DDPMLinear(.init()).levels
    let edm = try Karras(.init()).levels.map(\.noise)
    let sizes = try list(PSPCSquare.Parameters.self, "patch_sizes", at: ddim)
    let published = try list(PSPCSquare.Parameters.self, "patch_sizes")
    #expect(sizes.count == 10 && sizes.first == 32 && sizes.last == 3)
    for (level, size) in zip(ddim, sizes) {
      let gaps = edm.map { abs(log($0 * level.signal / level.noise)) }
      #expect(published[gaps.firstIndex(of: gaps.min()!)!] == size)
    }
    #expect(sizes == sizes.sorted(by: >))
  }
}
