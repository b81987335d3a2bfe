import Framework

/// The tasks that come with Locus, in the order of `locus list`.
public enum BuiltInTasks {
  public static let all: [any ExperimentTask.Type] = [
    Generate.self,
    Denoise.self,
    SensitivityTask.self,
    PosteriorTask.self,
    SpectrumTask.self,
    ImagesTask.self,
  ]
}
