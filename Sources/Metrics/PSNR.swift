import Foundation
import Framework

/// Peak signal-to-noise ratio in decibels, 10 log₁₀(4 / MSE): the data's range is 2.
///
/// Undefined for two images that are the same.
public struct PSNR: PairMetric {
  public static let name = "psnr"
  public static let summary = "Peak signal-to-noise ratio in decibels, for the data's range of 2"
  public static let algorithmVersion = 1
  public static let direction = MetricDirection.higherIsBetter
  public static let undefinedWhen = "the two images are the same"

  let parameters: MetricParameters

  func value(_ y: [Double], _ reference: [Double]) -> Double {
    let mse = sum(y, reference) { ($0 - $1) * ($0 - $1) } / Double(y.count)
    return mse == 0 ? .nan : 10 * log10(4 / mse)
  }
}
