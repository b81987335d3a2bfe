import Framework

/// A row that is about one model of a run.
protocol ModelRow: Sendable {
  var run: ResultIndex.Run { get }
  var model: ResultIndex.Model { get }
}

extension Results {
  /// What a row of a table of one task is about, parameters included.
  func subjectColumns<Row: ModelRow>() -> [Column<Row>] {
    let experiment = index.experiment
    return [
      .text("experiment", "name of the spec") { _ in experiment },
      .text("run", "the sweeps that led to the run") { $0.run.name },
      .text("dataset", "data set of the run") { $0.run.dataset },
      .text("variant", "label of the denoiser") { $0.model.label },
      .text("denoiser", "name of the plugin") { $0.model.denoiser },
    ] + parameterColumns()
  }

  /// `param.<key>` for every parameter that any variant sets or a run sweeps.
  func parameterColumns<Row: ModelRow>() -> [Column<Row>] {
    index.parameterColumns.map { key in
      Column(
        "param.\(key)", .any, "value of this parameter; empty where the denoiser has none such"
      ) { row in
        Self.field(
          row.run.swept.first { $0.key == key }?.value
            ?? row.model.parameters.first { $0.key == key }?.value)
      }
    }
  }

  /// `param.<key>` for what was swept over whole runs, in order of appearance.
  func sweptColumns<Row: Sendable>(_ run: @escaping @Sendable (Row) -> ResultIndex.Run) -> [Column<
    Row
  >] {
    index.parameterColumns.filter { key in
      index.runs.contains { $0.swept.contains { $0.key == key } }
    }.map { key in
      Column("param.\(key)", .any, "value that the run was swept to") { row in
        Self.field(run(row).swept.first { $0.key == key }?.value)
      }
    }
  }

  /// A parameter's value; missing for nil.
  private static func field(_ value: JSON?) -> CSVValue {
    switch value?.kind {
    case nil, .null: .missing
    case .integer(let number): .integer(number)
    case .number(let number): .number(number)
    case .string(let text): .text(text)
    default: .text(value!.canonicalText)
    }
  }
}
