import Foundation
import Framework

/// One unit whose sums several processes form, as far as their files tell.
struct DataShardUnit {
  let folder: ResultsFolder
  let model: ModelPlan
  let unit: Unit
  /// How many processes there are, and how often each goes over its part.
  let count: Int
  let passes: Int

  /// What there is of a pass over a part of the data.
  enum Found {
    case missing
    case damaged(any Error)
    case sums(DataShardFile)
  }

  /// What a process can do for the unit.
  enum Step {
    case done
    /// The pass after those that are there.
    case compute(DataShardExchange)
    /// A pass needs the one before, which these have still to do.
    case waiting(shards: [Shard])
  }

  func key(_ pass: Int, _ shard: Shard) -> DataShardKey {
    DataShardKey(unit: unit, label: model.variant.label, pass: pass, shard: shard)
  }

  func find(_ pass: Int, _ shard: Shard) -> Found {
    let key = key(pass, shard)
    let url = folder.dataShard(key)
    guard FileManager.default.fileExists(atPath: url.path) else { return .missing }
    do {
      return .sums(try DataShardFile(contentsOf: url, key))
    } catch {
      return .damaged(error)
    }
  }

  private var shards: [Shard] { (0..<count).map { Shard(index: $0, count: count) } }

  /// - Parameter say: told of files of the process itself that are damaged.
  func step(of shard: Shard, say: (String) -> Void) -> Step {
    var known: [[DataShardFile]] = []
    for pass in 0..<passes {
      switch find(pass, shard) {
      case .sums where pass + 1 == passes: return .done
      case .sums: break
      case .damaged(let error):
        say("damaged, computed anew: \(error)")
        fallthrough
      case .missing: return .compute(DataShardExchange(known: known, computing: shard))
      }
      var (files, missing): ([DataShardFile], [Shard]) = ([], [])
      for other in shards {
        if case .sums(let file) = find(pass, other) {
          files.append(file)
        } else {
          missing.append(other)
        }
      }
      guard missing.isEmpty else { return .waiting(shards: missing) }
      known.append(files)
    }
    return .done
  }

  /// The sums of all processes.
  ///
  /// - Throws: ``RunError`` for one that is missing, ``FormatError`` for one that is damaged.
  func merged() throws -> DataShardExchange {
    DataShardExchange(
      known: try (0..<passes).map { pass in
        try shards.map { shard in
          switch find(pass, shard) {
          case .sums(let file): return file
          case .damaged(let error): throw error
          case .missing:
            throw RunError(
              "the sums of data shard \(shard) are missing; run data_shard=\(shard) first")
          }
        }
      }, computing: nil)
  }

  /// What `merged()` would lack, by pass and process.
  var lacking: [(pass: Int, shard: Shard, problem: (any Error)?)] {
    (0..<passes).flatMap { pass in
      shards.compactMap { shard in
        switch find(pass, shard) {
        case .sums: nil
        case .damaged(let error): (pass, shard, error)
        case .missing: (pass, shard, nil)
        }
      }
    }
  }
}

/// The sums of one unit while its model is asked: reads the passes that all processes have done, forms
/// those of one process in the next, and makes later ones wait.
final class DataShardExchange: PartExchange {
  private struct State {
    /// The next call of each known pass.
    var next: [Int]
    var computed: [DataShardFile.Call] = []
  }

  /// By pass and process.
  private let known: [[DataShardFile]]
  private let shard: Shard?
  private let state: Locked<State>

  init(known: [[DataShardFile]], computing shard: Shard?) {
    self.known = known
    self.shard = shard
    state = Locked(State(next: known.map { _ in 0 }))
  }

  /// The pass that is computed.
  var pass: Int { known.count }
  var computed: [DataShardFile.Call] { state.withLock { $0.computed } }

  /// By step, what all processes together took for the passes that are known.
  func seconds(_ kind: KeyPath<DataShardFile, [Double]>, steps: Int) -> [Double] {
    var total = [Double](repeating: 0, count: steps)
    for file in known.joined() {
      for (step, seconds) in file[keyPath: kind].prefix(steps).enumerated() {
        total[step] += seconds
      }
    }
    return total
  }

  func parts(
    ofPass pass: Int, stretches: Int, _ compute: (Range<Int>) -> [Data]
  ) throws -> [Data] {
    guard known.indices.contains(pass) else {
      guard let shard, pass == self.pass else { throw ScanPause() }
      let parts = compute(shard.range(of: stretches))
      state.withLock { $0.computed.append(.init(stretches: stretches, parts: parts)) }
      throw ScanPause()
    }
    let call = state.withLock { state in
      defer { state.next[pass] += 1 }
      return state.next[pass]
    }
    return try known[pass].enumerated().flatMap { index, file -> [Data] in
      let own = Shard(index: index, count: known[pass].count).range(of: stretches)
      guard file.calls.indices.contains(call), file.calls[call].stretches == stretches,
        file.calls[call].parts.count == own.count
      else {
        throw RunError(
          "the sums of data shard \(index)/\(known[pass].count) belong to another question; remove "
            + "data_shards/ and compute them again with this version of locus")
      }
      return file.calls[call].parts
    }
  }
}
