import Foundation
import TestSupport
import Testing

@testable import LocusFormats

/// Files written by PyTorch 2.15 and by hand, with what PyTorch reads from them.
@Suite struct TorchCheckpointTests {
  static func checkpoint(_ name: String) throws -> TorchCheckpoint {
    try TorchCheckpoint(contentsOf: FormatFixture.url("torch/\(name)"))
  }

  static func expect(_ tensors: SafeTensors, equal expected: SafeTensors) throws {
    #expect(Set(tensors.names) == Set(expected.names))
    for name in expected.names {
      #expect(tensors[name]?.dtype == expected[name]?.dtype, "\(name)")
      #expect(tensors[name]?.shape == expected[name]?.shape, "\(name)")
      #expect(tensors.rawElements(name) == expected.rawElements(name), "\(name)")
      if expected[name]?.dtype.floatCode != nil {
        #expect(try tensors.floats(name) == expected.floats(name), "\(name)")
      }
    }
  }

  static let module = "\"module.\" is left out at the start of the names"
  static let average =
    "the tensors are those of \"ema\", an average over the training; \"key\" chooses others: "
    + "\"model\""
  static let files: [(String, String?, String, [String])] = [
    ("a_state_dict.pt", nil, "expected", []),
    ("a_state_dict_protocol4.pt", nil, "expected", []),
    ("b_checkpoint.pt", "model", "expected", ["the tensors are those of \"model\""]),
    ("b_checkpoint.pt", "ema", "expected_ema", ["the tensors are those of \"ema\""]),
    ("b_checkpoint.pt", nil, "expected_ema", [average]),
    ("c_legacy.pt", nil, "expected", []),
    ("c_legacy_checkpoint.pt", "model", "expected", ["the tensors are those of \"model\""]),
    ("c_legacy_checkpoint.pt", "ema", "expected_ema", ["the tensors are those of \"ema\""]),
    ("c_legacy_checkpoint.pt", nil, "expected_ema", [average]),
    ("d_ddp.pt", nil, "expected", [module]),
    ("d_ddp_nested.pt", nil, "expected", ["the tensors are those of \"state_dict\"", module]),
    ("h_kamb_module.pt", nil, "h_kamb_module", []),
  ]

  @Test(arguments: files)
  func agreesWithPyTorch(
    name: String, key: String?, expected: String, remarks: [String]
  ) throws {
    let found = try Self.checkpoint(name).tensors(of: key)
    try Self.expect(
      found.tensors,
      equal: SafeTensors(contentsOf: FormatFixture.url("torch/\(expected).safetensors")))
    #expect(found.remarks == remarks)
  }

  @Test func aTensorWrittenByHandIsRead() throws {
    let tensors = try Self.checkpoint("g_handmade_good.pt").tensors().tensors
    #expect(tensors.names == ["w"] && tensors["w"]?.shape == [2, 2])
    #expect(try tensors.floats("w") == [1, 2, 3, 4])
  }

  /// The backbone of a module has the names of the whole without their start.
  @Test func partsOfAModuleHaveNamesOfTheirOwn() throws {
    let whole = try Self.checkpoint("h_kamb_module.pt").tensors().tensors
    let part = try Self.checkpoint("h_kamb_backbone.pt").tensors().tensors
    #expect(!part.names.isEmpty)
    for name in part.names {
      #expect(try part.floats(name) == whole.floats("backbone.\(name)"), "\(name)")
    }
  }

  static let refused: [(String, String?, String)] = [
    ("b_checkpoint.pt", "emma", "holds no tensors under \"emma\"; did you mean \"ema\"?"),
    ("a_state_dict.pt", "model", "holds no tensors under \"model\"; there are no keys; leave out"),
    ("g_hostile_system.pt", nil, "holds no tensors: it is an object of posix.system"),
    ("g_hostile_system.pkl", nil, "holds no tensors: it is an object of os.system"),
    ("g_hostile_eval_p4.pkl", nil, "holds no tensors: it is an object of builtins.eval"),
    ("g_hostile_huge_bytes.pkl", nil, "1099511627776 more are needed"),
    ("g_hostile_huge_string.pkl", nil, "4294967280 more are needed"),
    ("g_hostile_negative_length.pkl", nil, "a text has the length -5"),
    ("g_hostile_memo_bomb.pkl", nil, "61 values are left at its end"),
    ("g_hostile_offset.pt", nil, "leaves its storage of 4 elements"),
    ("g_hostile_out_of_storage.pt", nil, "leaves its storage of 4 elements"),
    ("g_hostile_overflow.pt", nil, "leaves its storage of 4 elements"),
    ("g_hostile_negative_stride.pt", nil, "with strides [-1] at 3 leaves its storage"),
    ("g_hostile_expanded.pt", nil, "[1048576, 1048576] with strides [0, 0] at 0 leaves"),
    ("g_damaged_memo.pkl", nil, "value 7 of its memo"),
    ("g_damaged_no_stop.pkl", nil, "ends after 12 bytes"),
    ("g_damaged_underflow.pkl", nil, "a value is missing"),
    ("g_damaged_missing_storage.pt", nil, "storage 0 is missing"),
    ("g_damaged_short_storage.pt", nil, "a storage of 4 elements F32 has 9 bytes"),
    ("g_truncated.pkl", nil, "a frame claims 65537 bytes, but 1989 are left"),
    ("g_truncated.pt", nil, "give a file written by torch.save"),
    ("g_truncated_legacy.pt", nil, "ends after 2356 bytes"),
  ]

  @Test(arguments: refused)
  func whatIsNoNetworkIsRefused(name: String, key: String?, words: String) {
    let time = ContinuousClock().measure {
      let error = #expect(throws: FormatError.self) {
        try Self.checkpoint(name).tensors(of: key)
      }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
    // Milliseconds; other tests run at the same time.
    #expect(time < .seconds(10), "\(time)")
  }

  @Test func oldTarFilesAndTheRestAreNamed() throws {
    var tar = Data(repeating: 0, count: 257)
    tar += Data("ustar".utf8)
    for (data, words) in [
      (tar, "PyTorch's format of 2016"), (PickleTests.data("}.}."), "2 bytes follow the end"),
      (PickleTests.data("}."), "holds no tensors: it is a dictionary"),
    ] {
      let error = #expect(throws: FormatError.self) {
        try TorchCheckpoint(data: data, file: "f").tensors()
      }
      #expect(error?.problem.contains(words) == true, "\(error?.problem ?? "")")
    }
  }

  /// An error or tensors, never a trap, a hang or more memory than the file stands for.
  @Test(arguments: [
    "a_state_dict.pt", "a_state_dict_protocol4.pt", "b_checkpoint.pt", "c_legacy.pt",
    "c_legacy_checkpoint.pt", "g_handmade_good.pt",
  ])
  func damagedFilesAreReadOrRefused(name: String) throws {
    let data = try FormatFixture.data("torch/\(name)")
    let key = name.contains("_checkpoint") ? "model" : nil
    var damager = DataDamager(seed: 23)
    var refused = 0
    for _ in 0..<400 {
      do {
        let tensors = try TorchCheckpoint(data: damager.damaged(data), file: "fuzz").tensors(
          of: key)
        #expect(!tensors.tensors.names.isEmpty)
      } catch is FormatError {
        refused += 1
      }
    }
    #expect(refused > 100)
  }

  /// Inside an archive a checksum stands before the pickle; here it does not.
  @Test func damagedDescriptionsOfTensorsAreReadOrRefused() throws {
    let archive = try ZipArchive(FormatFixture.data("torch/a_state_dict.pt"), file: "a")
    let member = try #require(archive.members.first { $0.name.hasSuffix("data.pkl") })
    let content = try archive.content(of: member)
    var damager = DataDamager(seed: 24)
    var refused = 0
    for _ in 0..<2000 {
      do {
        let pickle = try Pickle(data: damager.damaged(content), file: "fuzz")
        for found in try StateDicts(pickle).all {
          for (name, value) in found.tensors {
            let tensor = try pickle.tensor(value, named: name)
            let storage = Data(count: min(tensor.storageCount, 1000) * tensor.elementType.size)
            guard tensor.storageCount <= 1000 else { continue }
            #expect(
              tensor.elements(of: storage, isBigEndian: true).count == tensor.byteCount)
          }
        }
      } catch is FormatError {
        refused += 1
      }
    }
    #expect(refused > 500)
  }
}
