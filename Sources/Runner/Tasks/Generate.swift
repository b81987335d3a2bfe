import Framework

/// Every model samples from the same noise, and the estimates along the way are compared.
public struct Generate: ComparisonTask {
  public static let name = "generate"
  public static let summary = "Every model samples from the same noise; estimates are compared"
  public static let algorithmVersion = 1

  public static let keys = TaskKeys(
    takes: [
      .schedule, .samples, .classesOfSamples, .withinClass, .noise, .reference, .metrics,
      .significance, .saveArrays,
    ],
    needs: [.denoisers])

  public init(_ parameters: NoParameters) throws {}
}
