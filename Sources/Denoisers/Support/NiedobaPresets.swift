import Framework

/// The lists that Niedoba et al. 2024 publish for CIFAR-10, for 18 EDM steps from σ = 80 to 0.002.
extension PerStepPreset {
  static let niedobaPatchSizes = PerStepPreset(
    "niedoba-cifar10", "release of Niedoba et al. 2024, CIFAR-10 in 18 EDM steps",
    levels: edmLevels,
    values: repeated([(32, 7), (23, 1), (15, 1), (11, 1), (7, 1), (5, 1), (3, 6)]))

  static let niedobaThresholds = PerStepPreset(
    "niedoba-cifar10", "release of Niedoba et al. 2024, CIFAR-10 in 18 EDM steps",
    levels: edmLevels, values: repeated([(1, 7), (0.7, 2), (0.5, 1), (0.4, 4), (0.3, 4)]))

  // The schedule's defaults are in order.
  private static let edmLevels = try! Karras(.init()).levels

  private static func repeated(_ runs: [(value: Double, count: Int)]) -> [JSON] {
    runs.flatMap { run in
      [JSON](repeating: JSON.number(run.value), count: run.count)
    }
  }
}
