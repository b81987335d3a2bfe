import Foundation
import Framework

/// One of N parts of a plan, as `--shard 3/8` names it: counted from 0.
struct Shard: Equatable, Sendable, CustomStringConvertible {
  let index: Int
  let count: Int

  /// - Throws: ``UsageError`` for anything but `i/N` with i from 0 to N − 1.
  init(_ text: String) throws {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1],
      (1...Plan.largest).contains(count)
    else {
      throw UsageError(
        "--shard needs a number and how many there are, e.g. 0/8 to 7/8; found \"\(text)\"")
    }
    guard (0..<count).contains(index) else {
      throw UsageError(
        "--shard counts from 0: of \(count) \(count == 1 ? "shard" : "shards") the last is "
          + "\(count - 1)/\(count); found \"\(text)\"")
    }
    self.init(index: index, count: count)
  }

  init(index: Int, count: Int) {
    self.index = index
    self.count = count
  }

  var description: String { "\(index)/\(count)" }

  /// The positions of the shard in a list; empty for some if there are more shards than items.
  func range(of total: Int) -> Range<Int> {
    func bound(_ index: Int) -> Int {
      // index · total / count without overflow.
      index * (total / count) + index * (total % count) / count
    }
    return bound(index)..<bound(index + 1)
  }
}

extension ResultIndex {
  /// Every unit once, in the order of the plan: run by run, model by model, sample by sample.
  var unitIDs: [String] {
    var seen: Set<String> = []
    return runs.flatMap { $0.models.flatMap { $0.units.map(\.id) } }.filter {
      seen.insert($0).inserted
    }
  }

  /// The units of a shard: the plan is cut into N pieces that differ by one unit at most. As a model's
  /// units lie side by side, no even cut shares fewer models between shards.
  func units(of shard: Shard) -> Set<String> {
    let ids = unitIDs
    return Set(ids[shard.range(of: ids.count)])
  }

  /// The shard of every unit, of a plan that is cut into `count`.
  func shards(_ count: Int) -> [String: Shard] {
    let ids = unitIDs
    var found: [String: Shard] = [:]
    for index in 0..<count {
      let shard = Shard(index: index, count: count)
      for id in ids[shard.range(of: ids.count)] { found[id] = shard }
    }
    return found
  }
}

extension PendingWork {
  /// What a shard has left to do: its units, and those answers of the reference that they are compared
  /// with, whoever's shard these are in. Claims keep two shards from computing the same.
  func restricted(to own: Set<String>) -> PendingWork {
    var work = self
    work.variants = variants.map { ($0.model, $0.units.filter { own.contains($0.id) }) }
      .filter { !$0.units.isEmpty }
    work.unscored = unscored.filter { own.contains($0.unit.id) }
    let blocks = Set(
      (work.variants.flatMap(\.units) + work.unscored.map(\.unit)).map(\.samples.lowerBound))
    work.reference = reference.filter {
      own.contains($0.id) || blocks.contains($0.samples.lowerBound)
    }
    return work
  }
}

extension ResultsFolder {
  private var shardsFile: URL { file("shards.json") }

  /// In how many shards the plan is computed; nil if in none, or nobody knows.
  var shards: Int? {
    FileManager.default.contents(atPath: shardsFile.path).flatMap {
      try? JSONParser.parse([UInt8]($0), file: shardsFile.path)
    }?["shards"]?.int.flatMap { (1...Plan.largest).contains($0) ? $0 : nil }
  }

  func forgetShards() { try? FileManager.default.removeItem(at: shardsFile) }

  /// Notes in how many shards the plan is computed, for those who look for missing units.
  func note(shards: Int) throws {
    let json: JSON = ["shards": .integer(shards)]
    try AtomicFile.write(json.canonicalText + "\n", to: shardsFile)
  }
}
