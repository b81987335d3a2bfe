import Framework

/// Every model answers single questions: at noised held-out images, along the reference's or the
/// candidate's trajectory, or at given images.
public struct Denoise: ComparisonTask {
  public static let name = "denoise"
  public static let summary = "Every model answers at given noisy images; estimates are compared"
  public static let algorithmVersion = 1

  public static let keys = TaskKeys(
    takes: [
      .schedule, .samples, .classesOfSamples, .withinClass, .reference, .metrics, .significance,
      .saveArrays, .dataShard,
    ],
    needs: [.denoisers, .inputs])

  public init(_ parameters: NoParameters) throws {}
}
