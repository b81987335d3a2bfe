import Framework
import Testing

@testable import Metrics

/// Estimates and scores recorded from the authors' release: at t = 300, the third of the recorded
/// times, a Wiener filter as the candidate and the optimal denoiser as the reference.
enum GoldenMetrics {
  /// - Parameter entry: position among r2, mse, l2 in the recorded means over images.
  static func check<M: Metric>(_ type: M.Type, entry: Int) throws
  where M.Parameters == MetricParameters {
    let shape = ImageShape(channels: 1, height: 12, width: 12)
    func estimates(_ name: String) throws -> ImageBatch {
      let array = try NpyArray(contentsOf: MetricFixture.url("gray12_ddpm_\(name).npy"))
      let perTime = array.shape[1] * shape.count
      return ImageBatch(shape: shape, values: array.floats(in: 2 * perTime..<3 * perTime))
    }
    let (candidate, reference) = (try estimates("wiener"), try estimates("optimal"))
    let training = TrainingSet(images: ImageStore(shape: shape, floats: reference.values))
    let actual = try make(type).values(candidate, against: reference, training: training)
    let recorded = try NpyArray(
      contentsOf: MetricFixture.url("gray12_metrics_wiener_vs_optimal_t300_r2_mse_l2.npy"))
    let mean = actual.reduce(0, +) / Double(actual.count)
    #expect(actual.count == 3)
    #expect(abs(mean - recorded.doubles()[entry]) <= 1e-4)
  }
}
