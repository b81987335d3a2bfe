import Framework

/// A row about a model at one step of its run.
protocol StepRow: ModelRow {
  /// Position in the run, 0 is the noisiest.
  var step: Int { get }
}

extension Column where Subject: StepRow {
  /// The step and its time.
  static var step: [Column] {
    [
      .integer("step", "position in the run, 0 is the noisiest") { $0.step },
      .number("t", "the schedule's time of the step") { $0.run.levels[$0.step].t },
    ]
  }

  /// The step, its time and its noise level.
  static var level: [Column] {
    step + [
      .number("sigma", "noise / signal") {
        $0.run.levels[$0.step].noise / $0.run.levels[$0.step].signal
      }
    ]
  }
}
