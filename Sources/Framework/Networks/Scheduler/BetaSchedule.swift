import Foundation

/// How the β of a network's training run over its timesteps, by the names of diffusers.
enum BetaSchedule: String, CaseIterable {
  /// Equally spaced (Ho et al. 2020).
  case linear
  /// Squares of equally spaced roots (Rombach et al. 2022).
  case scaledLinear = "scaled_linear"
  /// Those of the cosine ᾱ, at most 0.999 (Nichol & Dhariwal 2021, Eq. 17).
  case squaredCosine = "squaredcos_cap_v2"
  /// A logistic curve over -6 … 6 (Xu et al. 2022).
  case sigmoid

  /// One β for each t.
  ///
  /// - Parameters:
  ///   - start, end: the first and last β; the cosine has its own.
  func betas(count: Int, from start: Double, to end: Double) -> [Double] {
    func spaced(_ t: Int, _ first: Double, _ last: Double) -> Double {
      first + (last - first) * (count == 1 ? 0 : Double(t) / Double(count - 1))
    }
    func cosine(_ t: Int) -> Double {
      let root = cos((Double(t) / Double(count) + 0.008) / 1.008 * .pi / 2)
      return root * root
    }
    return (0..<count).map { t in
      switch self {
      case .linear: return spaced(t, start, end)
      case .scaledLinear:
        let root = spaced(t, start.squareRoot(), end.squareRoot())
        return root * root
      case .squaredCosine: return min(1 - cosine(t + 1) / cosine(t), 0.999)
      case .sigmoid: return start + (end - start) / (1 + exp(-spaced(t, -6, 6)))
      }
    }
  }
}
