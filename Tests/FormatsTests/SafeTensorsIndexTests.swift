import Foundation
import Testing

@testable import LocusFormats

/// Networks in several files, with the index that Hugging Face writes beside them.
@Suite struct SafeTensorsIndexTests {
  private static let tensors = [
    NamedTensor("a", shape: [2], [1, 2]), NamedTensor("b", shape: [1], [3]),
    NamedTensor("c", shape: [3], [4, 5, 6]),
  ]

  /// Calls `body` with an index of two files: a and c in the second, b in the first.
  private func withParts(
    map: JSON = [
      "a": "m-2-of-2.safetensors", "b": "m-1-of-2.safetensors", "c": "m-2-of-2.safetensors",
    ], _ body: (URL) throws -> Void
  ) throws {
    try FormatFixture.withFolder { folder in
      func write(_ tensors: [NamedTensor], _ name: String) throws {
        try SafeTensors.write(
          tensors, as: .float32, metadata: ["format": "pt"], to: folder.appendingPathComponent(name)
        )
      }
      try write([Self.tensors[1]], "m-1-of-2.safetensors")
      try write([Self.tensors[0], Self.tensors[2]], "m-2-of-2.safetensors")
      let index = folder.appendingPathComponent("m.safetensors.index.json")
      let json: JSON = ["metadata": ["total_size": 24], "weight_map": map]
      try Data(json.canonicalText.utf8).write(to: index)
      try body(index)
    }
  }

  @Test func partsAreReadAsOne() throws {
    try withParts { index in
      let file = try SafeTensors(contentsOf: index)
      #expect(file.names == ["b", "a", "c"])
      #expect(file.metadata == ["format": "pt"])
      for tensor in Self.tensors {
        #expect(try file.floats(tensor.name) == tensor.values)
        #expect(file[tensor.name]?.shape == tensor.shape)
      }
      #expect(file["d"] == nil)
      let names = try SafeTensors.files(at: index).map(\.lastPathComponent)
      #expect(
        names == ["m.safetensors.index.json", "m-1-of-2.safetensors", "m-2-of-2.safetensors"])
      let part = index.deletingLastPathComponent().appendingPathComponent("m-1-of-2.safetensors")
      #expect(try SafeTensors.files(at: part) == [part])
      try FileManager.default.removeItem(at: part)
      let error = #expect(throws: FormatError.self) { try SafeTensors(contentsOf: index) }
      #expect(error?.file == part.path)
      #expect(error?.problem == "there is no such file, but the index beside it names it")
    }
  }

  @Test(
    arguments: [
      (["a": "m-1-of-2.safetensors"], "holds no array \"a\", but m.safetensors.index.json says"),
      ([:], "has no \"weight_map\""), (["a": 1], "has no \"weight_map\""),
      ([1], "has no \"weight_map\""), (["a": "../m.safetensors"], "has no \"weight_map\""),
      (["a": "/etc/passwd"], "has no \"weight_map\""), (["a": "m.bin"], "has no \"weight_map\""),
    ] as [(JSON, String)])
  func brokenIndicesAreNamed(_ map: JSON, _ problem: String) throws {
    try withParts(map: map) { index in
      let error = #expect(throws: FormatError.self) { try SafeTensors(contentsOf: index) }
      #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
    }
  }
}
