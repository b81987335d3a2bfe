import Foundation
import Framework
import TestSupport
import Testing

@testable import Runner

/// Files that are damaged or made to do harm: refused by every command that reads weights, soon, and in
/// little memory.
@Suite struct HostileFilesTests {
  private static let folder = InspectTests.fixtures.appendingPathComponent("torch")

  /// Files of the folder, and more that are made here.
  static let files: [(name: String, data: Data)] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let broken = names.sorted().filter {
      $0.hasPrefix("g_") && $0 != "g_handmade_good.pt"
    }
    return broken.compactMap { name in
      (try? Data(contentsOf: folder.appendingPathComponent(name))).map { (name, $0) }
    } + made
  }()

  private static let made: [(name: String, data: Data)] = [
    // 100,000 nested marks and lists.
    ("nested.pkl", Data(repeating: 0x28, count: 100_000) + Data(repeating: 0x6C, count: 100_000)),
    ("zeros.safetensors", header(#"{"a":{"dtype":"F32","shape":["# + zeros + "0]}}")),
    ("nested.safetensors", header(#"{"a":"# + String(repeating: "[", count: 1 << 20))),
    ("long.safetensors", Data([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]) + Data("{}".utf8)),
    ("overlapping.pt", overlapping),
    ("counting.zip", counting),
  ]

  private static let zeros = String(repeating: "0,", count: 1 << 21)

  private static func header(_ text: String) -> Data {
    withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { Data($0) } + Data(text.utf8)
  }

  /// A directory of 60,000 members that are all one megabyte.
  private static let overlapping: Data = {
    let one = TorchFile.zip([("a/data.pkl", Data("}.".utf8)), ("a/data/0", Data(count: 1 << 20))])
    let end = one.suffix(22)
    let start = Int(end.dropFirst(16).prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) })
    let directory = one.dropLast(22).dropFirst(start)
    let entry = directory.suffix(46 + 8)
    var file = one.prefix(start) + directory
    for _ in 0..<60_000 { file += entry }
    let count = withUnsafeBytes(of: UInt16(60_002).littleEndian) { Data($0) }
    return file + end.prefix(8) + count + count + end.dropFirst(12)
  }()

  /// An end of an archive that promises 65,534 members and has none.
  private static let counting =
    Data("PK\u{5}\u{6}".utf8) + Data([0, 0, 0, 0, 0xFE, 0xFF, 0xFE, 0xFF]) + Data(count: 10)

  @Test func areRefusedByEveryCommand() throws {
    #expect(Self.files.count > 20)
    let sandbox = try Sandbox()
    for (name, data) in Self.files {
      let url = sandbox.folder.appendingPathComponent(name)
      try data.write(to: url)
      #expect(try sandbox.locus("inspect", url.path) == .invalidSpec, "\(name)")
      #expect(
        try sandbox.locus("convert", url.path, "--output", sandbox.path("out")) == .invalidSpec,
        "\(name)")
      let spec = try sandbox.write(
        Sandbox.spec(["reference": ["name": "unet", "weights": .string(url.path)]]))
      #expect(try sandbox.locus("plan", spec) == .invalidSpec, "\(name)")
    }
    #expect(try sandbox.files(".").filter { $0 == "out" }.isEmpty)
  }

  /// In a process of its own that may take as much memory as the program itself, 64 MB, and four times
  /// the file.
  @Test(.enabled(if: OutputTests.tool != nil)) func takeLittleMemory() throws {
    let sandbox = try Sandbox()
    let good = Self.folder.appendingPathComponent("g_handmade_good.pt").path
    func code(_ path: String, megabytes: Int) throws -> Int32 {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = [
        "-c",
        "ulimit -v \(megabytes << 10); exec '\(OutputTests.tool!.path)' inspect '\(path)' "
          + ">/dev/null 2>&1",
      ]
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus
    }
    guard try code(good, megabytes: 8 << 10) == 0 else { return }  // No such limit here.
    var (least, enough) = (16, 8 << 10)
    while enough - least > 8 {
      let middle = (least + enough) / 2
      if try code(good, megabytes: middle) == 0 { enough = middle } else { least = middle }
    }
    for (name, data) in Self.files {
      let url = sandbox.folder.appendingPathComponent(name)
      try data.write(to: url)
      let allowed = enough + 64 + (4 * data.count) >> 20
      #expect(try code(url.path, megabytes: allowed) == 3, "\(name) in \(allowed) MB")
    }
  }
}
