import Foundation
import TestSupport
import Testing

@testable import LocusFormats

/// NVIDIA's network snapshots: plain pickles of whole modules, whose tensors bring their storages
/// along.
@Suite struct TorchSnapshotTests {
  private static let folder = "golden/networks2/containers"

  @Test(
    .enabled(
      if: SharedFolder.holds(folder), Comment(rawValue: SharedFolder.skipped("snapshots are"))),
    arguments: [
      ("e_edm_snapshot_p4", "e_edm"), ("e_edm_snapshot_p2", "e_edm"),
      ("e_edm_snapshot_p3_easydict", "e_edm_snapshot_p3_easydict"),
    ])
  func agreesWithPyTorch(name: String, expected: String) throws {
    let file = SharedFolder.file("\(Self.folder)/\(name).pkl")
    let found = try TorchCheckpoint(contentsOf: file).tensors(of: "ema")
    let url = SharedFolder.file("\(Self.folder)/\(expected).safetensors")
    try TorchCheckpointTests.expect(found.tensors, equal: SafeTensors(contentsOf: url))
  }
}
