import Foundation
import Framework

/// What the sums of a file belong to: one pass over one part of the data, for one unit.
struct DataShardKey {
  let unit: Unit
  let label: String
  let pass: Int
  let shard: Shard

  /// As errors name it: `optimal, samples 0-7`.
  var question: String { "\(label), samples \(unit.sampleText)" }
}

/// Sums over one part of the data for one unit, as one process leaves them to the others: magic,
/// length of the header, the header as sealed JSON, and the sums of all stretches, one after the other.
struct DataShardFile {
  /// Sums that a posterior has asked for at one time.
  struct Call {
    /// Of all the data.
    let stretches: Int
    /// Those over the part's own stretches.
    let parts: [Data]
  }

  /// Changes when blocks or stretches are cut otherwise, or sums laid out otherwise.
  private static let version = 1
  private static let magic = Data("LOCUSSUM".utf8)
  private static let incomplete = "holds no sums of a data shard, or not all of them"

  let calls: [Call]
  /// By step, what the sums took.
  let seconds: [Double]
  let processorSeconds: [Double]

  // MARK: Writing

  func write(_ key: DataShardKey, to url: URL) throws {
    let parts = calls.flatMap(\.parts)
    let header: JSON = [
      "version": .integer(Self.version), "id": .string(key.unit.id),
      "samples": [
        .integer(key.unit.samples.lowerBound), .integer(key.unit.samples.upperBound),
      ],
      "model": .string(key.label), "pass": .integer(key.pass), "shard": .string("\(key.shard)"),
      "calls": .array(
        calls.map { call in
          [
            "stretches": .integer(call.stretches),
            "bytes": .array(call.parts.map { .integer($0.count) }),
          ]
        }),
      "seconds": .array(seconds.map(JSON.number)),
      "processor_seconds": .array(processorSeconds.map(JSON.number)),
      "hash": .string(Self.hash(parts)),
    ]
    let text = Data(header.sealed.canonicalText.utf8)
    var head = Self.magic
    withUnsafeBytes(of: UInt64(text.count).littleEndian) { head.append(contentsOf: $0) }
    try AtomicFile.write(pieces: [head, text] + parts, to: url)
  }

  private static func hash(_ parts: [Data]) -> String {
    var hash = SHA256()
    for part in parts { hash.update(part) }
    return hash.finalized().hex
  }

  // MARK: Reading

  /// - Throws: ``FormatError`` for a file that is damaged, or holds something else than `key` says.
  init(contentsOf url: URL, _ key: DataShardKey) throws {
    func damaged(_ problem: String) -> FormatError {
      FormatError(
        file: url.path, problem: problem,
        advice: "run data_shard=\(key.shard) again: it is computed anew")
    }
    let data = try MappedFile.data(at: url)
    var reader = ByteReader(data, file: url.path)
    guard data.count >= 16, try reader.bytes(Self.magic.count) == Self.magic,
      let length = Int(exactly: try reader.uint64LE()), length <= reader.remaining
    else { throw damaged(Self.incomplete) }
    let header: RecordField
    do {
      let json = try JSONParser.parse([UInt8](reader.bytes(length)), file: url.path)
      let version = RecordField(json)["version"]
      guard try version.integer() == Self.version else { throw version.damage("\(Self.version)") }
      header = RecordField(try json.unsealed())
      let (id, samples) = (try header["id"].text(), try header["samples"].range())
      let (pass, shard) = (try header["pass"].integer(), try header["shard"].text())
      guard id == key.unit.id, samples == key.unit.samples, pass == key.pass,
        shard == "\(key.shard)"
      else {
        let found = Unit(id: id, samples: samples).sampleText
        throw damaged(
          "these are sums of \(try header["model"].text()), samples \(found), data shard \(shard), "
            + "pass \(pass + 1), not of \(key.question), data shard \(key.shard), pass "
            + "\(key.pass + 1)")
      }
      seconds = try header["seconds"].list().map { try $0.number() }
      processorSeconds = try header["processor_seconds"].list().map { try $0.number() }
      calls = try header["calls"].list().map { call in
        Call(
          stretches: try call["stretches"].integer(0...Int.max),
          parts: try call["bytes"].list().map { bytes in
            let size = try bytes.integer(0...Int.max)
            guard size <= reader.remaining else { throw damaged(Self.incomplete) }
            return try reader.bytes(size)
          })
      }
    } catch let damage as RecordDamage {
      throw damaged("\(damage)")
    } catch is JSONError {
      throw damaged("the header is damaged")
    }
    guard reader.remaining == 0, Self.hash(calls.flatMap(\.parts)) == (try? header["hash"].text())
    else { throw damaged("the bytes are not those that were written") }
  }

  init(calls: [Call], seconds: [Double], processorSeconds: [Double]) {
    (self.calls, self.seconds, self.processorSeconds) = (calls, seconds, processorSeconds)
  }
}

extension Unit {
  /// The samples as people count them, `0-7`.
  var sampleText: String {
    let (first, last) = (samples.lowerBound, samples.upperBound - 1)
    return first == last ? "\(first)" : "\(first)-\(last)"
  }
}

extension ResultsFolder {
  /// What processes that share the data have summed up; may be removed when the results are there.
  var dataShards: URL { url.appendingPathComponent("data_shards", isDirectory: true) }

  func dataShard(_ key: DataShardKey) -> URL {
    dataShards.appendingPathComponent(
      "\(key.unit.id).pass\(key.pass + 1).\(key.shard.index)-of-\(key.shard.count).sums")
  }
}
