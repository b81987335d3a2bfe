/// Everything that a spec can name: the registries together.
public struct Catalogue: Sendable {
  public let tasks: Registry
  public let denoisers: Registry
  public let datasets: Registry
  public let schedules: Registry
  public let metrics: Registry

  /// - Throws: ``DuplicatePlugin``.
  public init(
    tasks: [any SpecTask.Type] = [], denoisers: [any Denoiser.Type],
    datasets: [any Dataset.Type], schedules: [any Schedule.Type], metrics: [any Metric.Type]
  ) throws {
    self.tasks = try Registry("tasks", tasks)
    self.denoisers = try Registry("denoisers", denoisers)
    self.datasets = try Registry("datasets", datasets)
    self.schedules = try Registry("schedules", schedules)
    self.metrics = try Registry("metrics", metrics)
  }

  private init(_ registries: [Registry]) {
    (tasks, denoisers, datasets, schedules, metrics) = (
      registries[0], registries[1], registries[2], registries[3], registries[4]
    )
  }

  public var registries: [Registry] { [tasks, denoisers, datasets, schedules, metrics] }

  /// The catalogue with one more plugin, of whichever kinds it is.
  ///
  /// - Throws: ``DuplicatePlugin``.
  public func adding(_ plugin: any Plugin.Type) throws -> Catalogue {
    let kinds = [
      plugin is any SpecTask.Type, plugin is any Denoiser.Type, plugin is any Dataset.Type,
      plugin is any Schedule.Type, plugin is any Metric.Type,
    ]
    return Catalogue(
      try zip(registries, kinds).map { registry, belongs in
        belongs ? try Registry(registry.kind, registry.plugins + [plugin]) : registry
      })
  }
}
