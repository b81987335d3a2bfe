import Datasets
import Denoisers
import Framework
import Metrics

extension Catalogue {
  /// Every plugin that comes with Locus.
  ///
  /// - Throws: ``DuplicatePlugin`` if two built-in plugins share a name, which a test rules out.
  public static func standard() throws -> Catalogue {
    try Catalogue(
      tasks: BuiltInTasks.all,
      denoisers: BuiltInDenoisers.all, datasets: BuiltInDatasets.all,
      schedules: BuiltInSchedules.all, metrics: BuiltInMetrics.all)
  }
}
