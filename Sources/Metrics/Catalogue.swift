import Framework

/// The metrics that come with Locus.
public enum BuiltInMetrics {
  public static let all: [any Metric.Type] = [
    R2.self,
    MSE.self,
    L2.self,
    Pearson.self,
    CosineSimilarity.self,
    NearestDistance.self,
  ]
}
