import Foundation
import Framework

/// The noise of networks that answer with a score: z = z_0 + σ e, and the answer y stands for −e / σ, so
/// z_0 = z + σ² y. Their images are in [0, 1], as diffusers' pipeline for them has it.
///
/// An image x = a x_0 + s e of a run becomes z = (x/a + 1) / 2, whose noise is half as large.
///
/// Source: Song et al. 2021 ('Score-based generative modeling through stochastic differential
/// equations'), the VE SDE.
struct ScoreConvention: NoiseConvention {
  let smallest: Double
  let largest: Double
  /// Steps of the training between both.
  let steps: Int
  let remark: String?

  /// Reads a scheduler's config as diffusers saves it; reports what is not understood.
  init(_ config: ConfigReader?) {
    let own = "images in [0, 1] are taken for granted, as in diffusers' pipeline for scores"
    guard let config else {
      (smallest, largest, steps) = (0.01, 1348, 2000)
      remark =
        "no scheduler_config.json: σ from 0.01 to 1348 is taken for granted; \(own); put the pipeline's "
        + "scheduler_config.json beside config.json if it was trained otherwise"
      return
    }
    remark = own
    config.expect("_class_name", oneOf: ["ScoreSdeVeScheduler"])
    smallest = config.positive("sigma_min", below: 1e6, standard: 0.01)
    largest = config.positive("sigma_max", below: 1e9, standard: 1348)
    steps = config.int("num_train_timesteps", in: 2...100_000, standard: 2000)
    if smallest >= largest { config.report("\"sigma_min\" is not below \"sigma_max\"") }
    // How images are sampled.
    config.ignore(
      "_diffusers_version", "_name_or_path", "correct_steps", "sampling_eps", "snr",
      "tensor_format")
    config.refuseOthers()
  }

  /// - Throws: ``NetworkLevelError`` for a level beyond the network's by more than one step.
  func question(at level: NoiseLevel) throws -> NetworkQuestion {
    let sigma = level.sigma / 2
    let step = pow(largest / smallest, 1 / Double(steps - 1)) * (1 + 1e-9)
    guard sigma >= smallest / step, sigma <= largest * step else {
      throw NetworkLevelError(level: level, smallest: 2 * smallest, largest: 2 * largest)
    }
    return NetworkQuestion(
      time: sigma, inputFactor: 0.5 / level.signal, inputTerm: 0.5,
      reading: .combination(image: 1 / level.signal, answer: 2 * sigma * sigma))
  }

  var levelsText: String { "any σ from \(smallest) to \(largest), images in [0, 1]" }
  var predictionText: String { "score" }
}
