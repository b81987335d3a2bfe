import Foundation
import TestSupport
import Testing

@testable import LocusFormats

/// Checkpoints whose pickles are damaged instruction by instruction, in archives with right checksums: an
/// error or tensors, never a trap, a hang or more memory than the file stands for.
@Suite struct TorchFuzzTests {
  /// Everything that is asked of a checkpoint.
  private static func readAll(_ checkpoint: TorchCheckpoint) throws {
    _ = try checkpoint.entries()
    for key in try checkpoint.stateDicts() {
      let found = try checkpoint.tensors(of: key)
      for name in found.tensors.names {
        #expect(found.tensors.rawElements(name)?.count ?? -1 >= 0)
      }
      for name in ["_init_kwargs", "padding_mode", "training"] { _ = found.module?.value(name) }
      for (_, module) in found.module?.modules ?? [] { _ = module.value("kernel_size") }
    }
    _ = checkpoint.value("args")
    _ = try checkpoint.tensors()
  }

  private static func members(_ data: Data) throws -> [(name: String, content: Data)] {
    let archive = try ZipArchive(data, file: "a")
    return try archive.members.map { ($0.name, try archive.content(of: $0)) }
  }

  @Test(arguments: [
    ("a_state_dict.pt", 300, 50), ("a_state_dict_protocol4.pt", 300, 50),
    ("b_checkpoint.pt", 300, 50), ("d_ddp_nested.pt", 300, 50), ("h_kamb_module.pt", 150, 10),
  ])
  func archives(name: String, count: Int, least: Int) throws {
    var members = try Self.members(FormatFixture.data("torch/\(name)"))
    let place = try #require(members.firstIndex { $0.name.hasSuffix("data.pkl") })
    let sound = members[place].content
    var damager = PickleDamager(seed: 31)
    var (refused, slowest) = (0, Duration.zero)
    for _ in 0..<FuzzCount.cases(count) {
      members[place].content = damager.damaged(sound)
      let file = TorchFile.zip(members)
      let time = ContinuousClock().measure {
        do { try Self.readAll(TorchCheckpoint(data: file, file: "fuzz")) } catch { refused += 1 }
      }
      slowest = max(slowest, time)
    }
    #expect(refused > least)
    #expect(slowest < .seconds(10), "\(slowest)")
  }

  /// Tensors that bring files of their own along.
  @Test func snapshots() throws {
    let sound = try FormatFixture.data("torch/e_edm_snapshot_p3_easydict.pkl")
    var damager = PickleDamager(seed: 32)
    var refused = 0
    for _ in 0..<FuzzCount.cases(60) {
      do {
        try Self.readAll(TorchCheckpoint(data: damager.damaged(sound), file: "fuzz"))
      } catch is FormatError { refused += 1 }
    }
    #expect(refused > 5)
  }

  /// What a file that was written by the tests' own writer holds is what was given.
  @Test func theWriterOfTestsIsUnderstood() throws {
    let tensors = [TorchFile.Tensor("a.b", [2, 3], [1, 2, 3, 4, 5, 6]), .init("c", [], [7])]
    let data = TorchFile.data(["model": tensors], entries: "Vname\nVtoy\n")
    let checkpoint = try TorchCheckpoint(data: data, file: "a")
    let found = try checkpoint.tensors().tensors
    for tensor in tensors {
      #expect(found[tensor.name]?.shape == tensor.shape)
      #expect(try found.floats(tensor.name) == tensor.values)
    }
    #expect(checkpoint.value("name") == "toy")
    #expect(try checkpoint.entries()?.map(\.key) == ["model", "name"])
  }
}
