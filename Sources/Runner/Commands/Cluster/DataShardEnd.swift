import Framework

/// How `locus run` ends where processes share the data.
enum DataShardEnd {
  /// Goes over a part of the data and says what is left, or looks whether all parts are there.
  ///
  /// - Parameter shard: the part of the plan that is computed; nil for all of it.
  /// - Returns: nil if the units can be computed now.
  static func code(
    _ job: Job, _ claims: Claims, _ shard: Shard?, asJSON: Bool
  ) throws -> ExitCode? {
    switch job.experiment.dataShard {
    case nil: return nil
    case .merge(let count):
      let lines = job.progress.during("looking at data shards") {
        job.executor(claims, shard).lacking(ofDataShards: count)
      }
      guard !lines.isEmpty else { return nil }
      if asJSON { print(job, ["lacking": .array(lines.map(JSON.string))]) }
      for line in lines { Terminal.say(line) }
      Terminal.say(
        "Nothing is merged: run the data shards that are named, with the same spec and --output; "
          + "what is finished is not computed again.")
      return .unitsFailed
    case .part(let index, let count):
      let part = Shard(index: index, count: count)
      let outcome = try job.share(part, claims, shard)
      if asJSON {
        print(
          job,
          [
            "data_shard": .string("\(part)"),
            "units": [
              "all": .integer(outcome.units), "done": .integer(outcome.done),
              "waiting": .integer(outcome.waiting.count),
              "failed": .integer(outcome.failures.count),
            ],
          ])
      }
      return say(outcome, part, job)
    }
  }

  private static func print(_ job: Job, _ members: JSON) {
    var json: JSON = [
      "experiment": .string(job.experiment.name), "folder": .string(job.folder.url.path),
    ]
    for member in members.members ?? [] { json[member.key] = member.value }
    Terminal.print(json.prettyText())
  }

  private static func say(_ outcome: DataShardOutcome, _ part: Shard, _ job: Job) -> ExitCode {
    guard outcome.units > 0 else {
      Terminal.say("Data shard \(part): all units are finished; there is nothing to go over.")
      return .done
    }
    for failure in outcome.failures { Terminal.say("failed: \(failure)") }
    if outcome.interrupted {
      Terminal.say(
        "Interrupted: data shard \(part) has \(outcome.done) of \(outcome.units) units; run the "
          + "same command again to go on where it stopped.")
      return .interrupted
    }
    if let first = outcome.waiting.first {
      let shards = Set(outcome.waiting.flatMap { $0.shards.map(\.index) }).sorted()
      Terminal.say(
        "\(first.question)"
          + (outcome.waiting.count > 1 ? " and \(outcome.waiting.count - 1) more" : "")
          + ": a second pass over the data needs the first of data "
          + (shards.count == 1 ? "shard " : "shards ")
          + shards.map { "\($0)/\(part.count)" }.spokenPlainly()
          + "; run the same command again when that is done.")
    }
    let isDone = outcome.done == outcome.units
    Terminal.say(
      "Data shard \(part): \(outcome.done) of \(outcome.units) units are done"
        + (isDone
          ? "; when all shards are: data_shard=merge/\(part.count) in place of \(part)." : "."))
    return isDone ? .done : .unitsFailed
  }
}
