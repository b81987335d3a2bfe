/// Which part of the data a process goes over, as `data_shard` of a spec says.
public enum DataShard: ParameterType, Equatable {
  /// The part `index` of `count`, counted from 0.
  case part(index: Int, of: Int)
  /// No part: the sums of all `count` parts are put together, and the results made.
  case merge(of: Int)

  /// In how many parts the data are cut.
  public var count: Int {
    switch self {
    case .part(_, let count), .merge(let count): count
    }
  }

  static let largest = 10_000
  private static let mergeWord = "merge"

  public static func read(
    _ json: JSON, within bounds: Bounds?, with reader: ParameterReader
  ) -> DataShard? {
    let parts = (json.string ?? "").split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let count = Int(parts[1]), (1...largest).contains(count) else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    if parts[0] == mergeWord { return .merge(of: count) }
    guard let index = Int(parts[0]) else {
      return reader.expected(typeName(within: bounds), found: json)
    }
    guard (0..<count).contains(index) else {
      reader.report(
        "data shards count from 0: of \(count) the last is \(count - 1)/\(count); found "
          + "\"\(index)/\(count)\"", at: json)
      return nil
    }
    return .part(index: index, of: count)
  }

  public var json: JSON {
    switch self {
    case .part(let index, let count): .string("\(index)/\(count)")
    case .merge(let count): .string("\(Self.mergeWord)/\(count)")
    }
  }

  public static var isWrittenAsString: Bool { true }

  public static func typeName(within bounds: Bounds?) -> String {
    "\"i/N\", e.g. \"0/4\" to \"3/4\", or \"merge/N\""
  }

  public static func schema(within bounds: Bounds?) -> JSON {
    ["type": "string", "pattern": "^([0-9]{1,5}|merge)/[1-9][0-9]{0,4}$"]
  }
}

extension RunReader {
  /// Checks that processes can share the data of the run: what is asked must be known beforehand, and
  /// be answered by sums over all images. A reference whose data cannot be shared answers at the merge.
  func checkDataShard(_ task: TaskRequest, _ variants: [Variant?]) {
    let here = reader.at("data_shard")
    let json = spec["data_shard"]
    if swept.contains(where: { $0.path == JSONPath().appending("data_shard") }) {
      here.report(
        "is the same for a whole experiment; leave out the sweep, and start a process for each part",
        at: json)
    }
    guard task.keys.takes.contains(.dataShard) else {
      // Those that take noise start from it and sample.
      guard task.keys.takes.contains(.noise) else { return }
      here.report(
        "the task \"\(task.name)\" asks every step about the estimate of the step before, for "
          + "which all parts of the data would be put together in between; leave it out, or ask "
          + "single steps by the task \"denoise\"", at: json)
      return
    }
    if let source = value("inputs", unless: None.self)?["source"]?.string.flatMap(InputSource.init),
      source.needsReference
    {
      here.report(
        "needs noisy images that are known beforehand, not those of a reverse process; take inputs "
          + "from forward or npy", at: json)
    }
    var position = 0
    for (index, entry) in (spec["denoisers"]?.array ?? []).enumerated() {
      for _ in Sweeps.product(of: sweeps.variants[index] ?? []) {
        defer { position += 1 }
        guard variants.indices.contains(position), let variant = variants[position] else {
          continue
        }
        do {
          _ = try variant.denoiser.make.dataPasses()
        } catch {
          reader.at("denoisers").at(index).report(
            "\"\(variant.denoiser.name)\" cannot share its data by \"data_shard\": "
              + "\((error as? SpecIssue)?.message ?? "\(error)"); "
              + "run it without in a spec of its own, or make it the reference, which the merge "
              + "answers (\(sharing.spoken()) share theirs)", at: entry)
        }
      }
    }
  }

  private var sharing: [String] {
    catalogue.denoisers.plugins.filter { $0 is any ShardedDenoiser.Type }.map { $0.name }
  }
}
