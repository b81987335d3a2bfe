import Foundation
import Framework
import LocusNetworks
import TestSupport
import Testing

@testable import Runner

/// `locus inspect` says what any file holds, by its content first.
@Suite struct InspectTests {
  static let fixtures = DocsTests.root.appendingPathComponent("Tests/FormatsTests/Fixtures/Formats")

  static func lines(_ path: String, key: String? = nil, all: Bool = false) throws -> String {
    let url =
      path.hasPrefix("/") ? URL(fileURLWithPath: path) : fixtures.appendingPathComponent(path)
    let inspection = try FileKinds.inspect(InspectedFile(url, key: key))
    let lines = inspection.lines(of: path, all: all) + inspection.remarks.map { "Remark: \($0)" }
    return lines.joined(separator: "\n")
  }

  static let known: [(String, [String])] = [
    (
      "safetensors/mixed.safetensors",
      ["kind", "safetensors", "arrays", "F32", "Remark: no network that unet takes: "]
    ),
    (
      "torch/a_state_dict.pt",
      ["a checkpoint of PyTorch\n", "conv.weight", "BF16", "[0, 4]", "Remark: no network"]
    ),
    ("torch/a_state_dict_protocol4.pt", ["a checkpoint of PyTorch\n", "conv.weight"]),
    (
      "torch/b_checkpoint.pt",
      [
        "contents", "\"epoch\": 3", "\"lr\": 0.0001", "keys", "[\"model\", \"ema\"]",
        "Remark: the tensors are those of \"ema\"",
      ]
    ),
    ("torch/c_legacy.pt", ["a checkpoint of PyTorch before version 1.6"]),
    (
      "torch/h_kamb_module.pt",
      ["module", "DDIM", "backbone.up_projection.weight", "\"class\":0"]
    ),
    (
      "torch/e_edm_snapshot_p3_easydict.pkl",
      ["a pickle", "module", "EDMPrecond", "model.map_layer0.weight", "F32"]
    ),
    ("npy/f4_big.npy", ["an array of NumPy", "float32", "[2, 3]"]),
    ("npy/f2_little.npy", ["first not finite", "[1, 2]"]),
    ("npz/deflated.npz", ["arrays of NumPy in a zip archive"]),
    ("npz/zip64.npz", ["arrays of NumPy in a zip archive"]),
    ("png/rgb.png", ["a PNG picture", "stored as  RGB, 8 bits", "read as", "image-folder"]),
    ("png/palette2.png", ["palette, 2 bits", "RGB, 8 bits"]),
    ("jpeg/420_odd.jpg", ["a JPEG picture", "colour in 3 components, sequential"]),
    ("jpeg/gray_progressive.jpg", ["gray, progressive", "gray, 8 bits"]),
    ("gzip/dynamic.gz", ["a file, compressed with gzip", "unpacked bytes"]),
  ]

  @Test(arguments: known) func showsWhatAFileHolds(path: String, words: [String]) throws {
    let text = try Self.lines(path)
    for word in words { #expect(text.contains(word), "\(word) in\n\(text)") }
    #expect(text.contains("bytes"))
  }

  /// Files that are built here: the kinds of data sets, archives and JSON.
  @Test func showsFilesOfDataSets() throws {
    let sandbox = try Sandbox()
    func check(_ name: String, _ data: Data, _ words: String...) throws {
      let url = sandbox.folder.appendingPathComponent(name)
      try data.write(to: url)
      let text = try Self.lines(url.path)
      for word in words { #expect(text.contains(word), "\(word) in\n\(text)") }
    }
    let idx = Data([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8])
    try check(
      "train-images-idx3-ubyte", idx, "an IDX file of bytes", "2 gray images of 2×2", "mnist")
    try check("labels", Data([0, 0, 8, 1, 0, 0, 0, 2, 1, 2]), "2 labels")
    try check(
      "data_batch_1.bin", Data(count: 2 * 3073), "a batch of CIFAR-10 in the binary version",
      "2 images of 32×32×3", "{\"dataset\":{\"name\":\"cifar10\"}}")
    try check(
      "a.zip", TorchFile.zip([("a.txt", Data("hello".utf8)), ("b", Data())]), "a zip archive",
      "2 members", "a.txt  5 bytes")
    try check("spec.json", Data(Sandbox.spec().prettyText().utf8), "a spec of Locus", "little")
    try check(
      "config.json", Data(#"{"architecture": "dit", "x": NaN}"#.utf8), "the config of a network")
    try check(
      "scheduler_config.json", Data(#"{"beta_schedule": "linear"}"#.utf8), "a scheduler of diffus")
    try check("list", Data("[1, 2]".utf8), "JSON: a list", "entries")
    let batch = DocsTests.root.appendingPathComponent(
      "Tests/DatasetsTests/Fixtures/cifar10")
    let names = try FileManager.default.subpathsOfDirectory(atPath: batch.path)
      .filter { $0.hasSuffix("data_batch_1") }
    for name in names {
      let text = try Self.lines(batch.appendingPathComponent(name).path)
      #expect(text.contains("a batch of CIFAR in Python's version"), "\(text)")
      #expect(text.contains("images of 32×32×3"))
    }
    #expect(!names.isEmpty)
  }

  @Test func showsNetworks() throws {
    let sandbox = try Sandbox()
    let network = try BuiltInNetworks.folder(of: "synthetic16-a")
    let folder = try FolderInspector.inspect(network, key: nil)
    #expect(
      folder.meaning
        == "a small U-Net without normalisation for 16×16×1 images, 297641 parameters")
    #expect(
      folder.spec?["name"] == "unet" && folder.kind.hasPrefix("a network in unet.safetensors"))
    #expect(folder.arrays.contains { $0.name == "inp.weight" && $0.shape == [24, 1, 3, 3] })
    #expect(try sandbox.locus("inspect", "builtin:synthetic16-a") == .done)
    #expect(try sandbox.locus("inspect", network.path, "--json") == .done)
    #expect(try sandbox.locus("inspect", "builtin:none") == .invalidSpec)
  }

  @Test func showsResults() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(Sandbox.spec(["save_arrays": true]))
    #expect(try sandbox.locus("run", spec) == .done)
    let found = try FolderInspector.inspect(
      URL(fileURLWithPath: sandbox.path("out/little")), key: nil)
    #expect(found.kind == "a results folder")
    #expect(
      found.arrays.contains { $0.name == "arrays/optimal.npy" && $0.shape == [3, 20, 1, 8, 8] })
    let array = try Self.lines(sandbox.path("out/little/arrays/optimal.npy"))
    #expect(array.contains("3 steps of 20 images of 8×8×1"))
    #expect(try sandbox.locus("inspect", sandbox.path("out/little")) == .done)
  }

  /// A folder of other files is listed; a file of several networks shows their keys.
  @Test func foldersAndKeys() throws {
    let sandbox = try Sandbox()
    let data = sandbox.folder.appendingPathComponent("batches")
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    try Data(count: 3073).write(to: data.appendingPathComponent("test_batch.bin"))
    let found = try FolderInspector.inspect(data, key: nil)
    #expect(found.kind == "a folder" && found.members.map(\.name) == ["test_batch.bin"])
    let tensors = [TorchFile.Tensor("w", [2], [1, 2])]
    let url = sandbox.folder.appendingPathComponent("two.pt")
    try TorchFile.data(["a": tensors, "b": tensors]).write(to: url)
    let text = try Self.lines(url.path)
    #expect(text.contains("\"a\": \"1 tensor\"") && text.contains("--key shows those of one"))
    #expect(try Self.lines(url.path, key: "b").contains("w  F32  [2]"))
  }

  /// Data sets are known by the names of their files.
  @Test(
    arguments: [
      (["train-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte"], "MNIST's files", "mnist"),
      (["emnist-balanced-train-images-idx3-ubyte"], "EMNIST", "emnist"),
      (["data_batch_1.bin", "test_batch.bin"], "CIFAR-10 in the binary version", "cifar10"),
      (["data_batch_1", "batches.meta"], "CIFAR-10 in Python's version", "cifar10"),
      (["train.bin", "test.bin"], "CIFAR-100 in the binary version", "cifar100"),
      (["train", "test", "meta"], "CIFAR-100 in Python's version", "cifar100"),
      (["dataset.json", "00000"], "EDM's dataset tool", "edm-zip"),
      (["a.PNG", "notes.txt"], "a folder", "image-folder"),
      (["notes.txt"], "a folder", nil),
    ] as [([String], String, String?)])
  func foldersOfDataSets(_ names: [String], _ kind: String, _ dataset: String?) throws {
    let sandbox = try Sandbox()
    let folder = sandbox.folder.appendingPathComponent("data")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in names { try Data([1]).write(to: folder.appendingPathComponent(name)) }
    let found = try FolderInspector.inspect(folder, key: nil)
    #expect(found.kind.contains(kind), "\(found.kind)")
    #expect(found.spec?["dataset"]?["name"]?.string == dataset)
    if dataset != nil { #expect(found.spec?["dataset"]?["path"]?.string == folder.relativePath) }
    #expect(found.remarks.isEmpty == (dataset != "mnist"))
  }

  @Test func anArchiveOfPictures() throws {
    let sandbox = try Sandbox()
    let url = sandbox.folder.appendingPathComponent("faces.zip")
    let names = ["00000/img0.png", "00000/img1.jpg", "__MACOSX/img0.png", "dataset.json"]
    try TorchFile.zip(names.map { ($0, Data([1])) }).write(to: url)
    let text = try Self.lines(url.path)
    #expect(text.contains("a zip archive of 2 pictures with dataset.json"), "\(text)")
    #expect(text.contains("\"name\":\"edm-zip\""))
  }

  @Test func longListsAreShortened() throws {
    var inspection = Inspection("many")
    inspection.arrays = (0..<30).map { .init(name: "a\($0)", type: "F32", shape: [1]) }
    #expect(inspection.lines(of: "f", all: false).last == "    … and 6 more (--all)")
    #expect(inspection.lines(of: "f", all: true).last?.hasPrefix("    a29") == true)
    #expect(inspection.json(of: "f")["arrays"]?.array?.count == 30)
    inspection.arrays.removeLast(5)
    #expect(inspection.lines(of: "f", all: false).last?.hasPrefix("    a24") == true)
  }

  @Test func commandLine() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.locus("inspect") == .usage)
    #expect(try sandbox.locus("inspect", sandbox.path("none")) == .invalidSpec)
    let checkpoint = Self.fixtures.appendingPathComponent("torch/b_checkpoint.pt").path
    #expect(try sandbox.locus("inspect", checkpoint, "--key", "model", "--all") == .done)
    #expect(try sandbox.locus("inspect", checkpoint, "--key", "modul") == .invalidSpec)
  }
}
