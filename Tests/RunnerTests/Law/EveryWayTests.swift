import Foundation
import Framework
import TestSupport
import Testing

@testable import Runner

/// The law of the whole: whatever way a spec is run, the same bytes come out.
///
/// Specs and ways are drawn; `LOCUS_LAW=20 swift test --filter EveryWayTests` draws twenty times as
/// many.
@Suite struct EveryWayTests {
  /// A way from nothing to results.
  enum Way: CaseIterable {
    /// On several threads.
    case threads
    /// Shard after shard, in any order, put together by `locus merge`.
    case shards
    /// Stopped some times, and gone on with.
    case interrupted
    /// One metric first, then all.
    case metricsLater
    /// Two at once on one folder.
    case together
    /// Killed, then run again.
    case killed
  }

  static let draws: Int = {
    let factor = ProcessInfo.processInfo.environment["LOCUS_LAW"].flatMap(Int.init) ?? 1
    return 40 * max(1, factor)
  }()

  @Test(arguments: 0..<8) func allWaysGiveTheSameBytes(part: Int) throws {
    for draw in stride(from: part, to: Self.draws, by: 8) {
      try expectSameBytes(UInt64(draw))
    }
  }

  private func expectSameBytes(_ draw: UInt64) throws {
    var random = TestRandom(seed: draw ^ 0x9E37)
    let spec = DrawnSpec(seed: draw).spec
    let plain = try Sandbox()
    let code = try plain.locus("run", plain.write(spec), "--threads", "1")
    let expected = try files(of: plain)
    #expect(code == .done && !expected.isEmpty, "draw \(draw): \(spec.canonicalText)")
    // Processes take their time to start; each is a tenth of the ways.
    var ways = [Way.threads, .shards, .interrupted, .metricsLater].shuffled(using: &random)
    ways = Array(ways.prefix(2))
    if ProcessEndTests.tool != nil, draw % 10 < 2 {
      ways.append(draw % 10 == 0 ? .together : .killed)
    }
    for way in ways {
      let sandbox = try Sandbox()
      try run(spec, in: sandbox, way, &random)
      let found = try files(of: sandbox)
      #expect(
        found.keys.sorted() == expected.keys.sorted(), "draw \(draw), \(way): \(spec.canonicalText)"
      )
      for (name, data) in expected {
        #expect(
          found[name] == data, "draw \(draw), \(way): \(name) differs: \(spec.canonicalText)")
      }
    }
  }

  /// What a run leaves that does not tell times, by name.
  private func files(of sandbox: Sandbox) throws -> [String: Data] {
    let folder = sandbox.folder.appendingPathComponent("out/little")
    let below = FileManager.default.enumerator(
      atPath: folder.appendingPathComponent("arrays").path)
    let arrays = (below?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".npy") }
      .map { "arrays/" + $0 }
    var files: [String: Data] = [:]
    for name in Sandbox.tables + arrays {
      files[name] = try Data(contentsOf: folder.appendingPathComponent(name))
    }
    for name in ["partial", "claims"] {
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path))
    }
    return files
  }

  private func run(
    _ spec: JSON, in sandbox: Sandbox, _ way: Way, _ random: inout TestRandom
  ) throws {
    let path = try sandbox.write(spec)
    switch way {
    case .threads:
      let threads = "\(Int.random(in: 2...5, using: &random))"
      #expect(try sandbox.locus("run", path, "--threads", threads) == .done)
    case .shards:
      let count = Int.random(in: 1...5, using: &random)
      for shard in Array(0..<count).shuffled(using: &random) {
        #expect(try sandbox.locus("run", path, "--shard", "\(shard)/\(count)") == .done)
      }
      #expect(try sandbox.locus("merge", sandbox.path("out/little"), "--no-report") == .done)
    case .interrupted:
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let interrupt = Interrupt()
        let delay = Int.random(in: 0...40, using: &random)
        DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(delay)) {
          interrupt.request()
        }
        let words = ["run", path, "--output", sandbox.path("out"), "--quiet", "--no-report"]
        _ = try Tool(catalogue: .standard()).dispatch(
          words, arguments: words, interrupt: interrupt)
      }
      #expect(try sandbox.locus("run", path) == .done)
    case .metricsLater:
      var first = spec
      first["metrics"] = ["mse"]
      first["save_arrays"] = false
      #expect(try sandbox.locus("run", sandbox.write(first)) == .done)
      #expect(try sandbox.locus("run", sandbox.write(spec)) == .done)
    case .together:
      let tools = try (0..<2).map { _ in try start(path, sandbox) }
      for tool in tools { #expect(try tool.end().code == 0, "\(tool.talk)") }
    case .killed:
      let tool = try start(path, sandbox)
      usleep(UInt32.random(in: 20_000...400_000, using: &random))
      tool.send(SIGKILL)
      _ = try tool.end()
      #expect(try sandbox.locus("run", path) == .done)
    }
  }

  private func start(_ path: String, _ sandbox: Sandbox) throws -> RunningTool {
    try RunningTool(["run", path, "--quiet", "--no-report", "--threads", "1"], in: sandbox)
  }
}
