import Framework

/// The variants of a run, or some of them, with their values of one metric at one step, and which of
/// them is the best.
struct MetricValues: Sendable {
  let metric: ResultIndex.Metric
  let entries: [(model: ResultIndex.Model, values: VariantValues)]

  /// - Parameter models: all of the run's variants, unless given.
  init(
    _ results: Results, _ run: ResultIndex.Run, _ metric: ResultIndex.Metric, step: Int,
    of models: [ResultIndex.Model]? = nil
  ) {
    self.metric = metric
    entries = (models ?? run.variants).map {
      ($0, VariantValues(results, $0, metric, step: step))
    }
  }

  /// Those that are compared and marked.
  var studied: [(model: ResultIndex.Model, values: VariantValues)] {
    entries.filter { $0.model.role == .study }
  }

  subscript(_ label: String) -> VariantValues? {
    entries.first { $0.model.label == label }?.values
  }

  /// Whether the means of the variants under study can be held against each other.
  var isOverTheSameSamples: Bool {
    studied.allSatisfy { $0.values.missing + $0.values.failed == 0 }
  }

  /// The best of the variants under study; nil where there is nothing to choose.
  func best(_ value: (VariantValues) -> Double) -> Double? {
    let found = studied.map { value($0.values) }.filter { !$0.isNaN }
    guard found.count > 1, isOverTheSameSamples else { return nil }
    return switch metric.direction {
    case .higherIsBetter: found.max()
    case .lowerIsBetter: found.min()
    case .none: nil
    }
  }
}
