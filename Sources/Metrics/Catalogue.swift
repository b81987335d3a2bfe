import Framework

/// The metrics that come with Locus.
public enum BuiltInMetrics {
  public static let all: [any Metric.Type] = [
    R2.self,
    MSE.self,
    L2.self,
    L1.self,
    PSNR.self,
    Pearson.self,
    CosineSimilarity.self,
    NearestDistance.self,
    CopyRatio.self,
  ]
}
