import Framework

/// Runs that differ in nothing but their seed, and so in their samples.
enum SeedPool {
  /// The runs in groups that can be read as one; a group of one where nothing goes with it.
  ///
  /// - Throws: ``RunError`` where no two runs belong together, or where two have the same samples.
  static func groups(_ pieces: [ResultsJoin.Piece]) throws -> [[ResultsJoin.Piece]] {
    var groups: [(key: String, pieces: [ResultsJoin.Piece])] = []
    for piece in pieces {
      let key = key(of: piece)
      if let place = groups.firstIndex(where: { $0.key == key }) {
        groups[place].pieces.append(piece)
      } else {
        groups.append((key, [piece]))
      }
    }
    guard groups.contains(where: { $0.pieces.count > 1 }) else {
      throw RunError(
        "no two of these runs differ in nothing but their seed, so there is nothing to pool; locus "
          + "diff shows what two results folders differ in")
    }
    return try groups.map { group in
      var pieces = group.pieces
      guard pieces.count > 1 else { return pieces }
      try expectOtherSamples(pieces)
      pieces[0].run.swept = rest(pieces[0].run)
      let names = pieces.map { $0.run.name }.distinct
      let swept = pieces[0].run.swept.assignments
      let places = pieces.map(\.results.index.experiment).distinct
      pieces[0].run.name =
        (names.count > 1 && swept.isEmpty && groups.count > 1
        ? [places.joined(separator: " + ")] : swept).joined(separator: ", ")
      return pieces
    }
  }

  /// What was swept but the seed.
  private static func rest(_ run: ResultIndex.Run) -> [(key: String, value: JSON)] {
    run.swept.filter { $0.key != "seed" }
  }

  /// Everything that makes the run's numbers, but its seed.
  private static func key(of piece: ResultsJoin.Piece) -> String {
    let run = piece.run
    let models = run.models.map { model in
      "\(model.label) \(model.denoiser) \(model.role) \(model.trainingImages) "
        + model.parameters.assignments.joined(separator: " ")
    }
    let levels = run.levels.map { "\($0.t) \($0.signal) \($0.noise)" }
    let metrics = run.metrics.map { $0.name + $0.identity }
    let whole = [
      piece.results.index.task, run.dataset, run.datasetHash, run.mode, "\(run.shape)",
      run.reference ?? "", run.significance?.json.canonicalText ?? "",
      rest(run).assignments.joined(separator: " "),
      run.details.canonicalText, run.classes == nil ? "" : "classes",
    ]
    return (whole + models + levels + metrics).joined(separator: "\n")
  }

  /// Runs from one seed have one noise; runs of given or recorded noise have it whatever their seed.
  /// Their samples would count twice.
  private static func expectOtherSamples(_ pieces: [ResultsJoin.Piece]) throws {
    var known: [[UInt64]: ResultsJoin.Piece] = [:]
    for piece in pieces {
      let run = piece.run
      let values = run.variants.flatMap { model in
        run.metrics.flatMap { metric in
          piece.results.values(model, metric.name, step: 0).map(\.value.bitPattern)
        }
      }
      guard !values.isEmpty else { continue }
      if let other = known.updateValue(piece, forKey: values) {
        func words(_ piece: ResultsJoin.Piece) -> String {
          "seed \(piece.run.seed) in \(piece.results.folder.url.path)"
        }
        throw RunError(
          "the runs of \(words(other)) and of \(words(piece)) have the same samples, which would "
            + "count twice; leave one out")
      }
    }
  }
}
