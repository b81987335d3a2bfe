import Framework

/// What a network answers with, by the names of diffusers.
enum NetworkPrediction: String, CaseIterable {
  /// The noise e: x_0 = (x − √(1−ᾱ) e) / √ᾱ (Ho et al. 2020).
  case epsilon
  /// x_0 itself.
  case sample
  /// v = √ᾱ e − √(1−ᾱ) x_0: x_0 = √ᾱ x − √(1−ᾱ) v (Salimans & Ho 2022).
  case velocity = "v_prediction"
}

/// What a network was trained with: the noise levels over its t, and what it predicts of them.
struct NetworkScheduler: Sendable {
  let levels: NetworkLevels
  let prediction: NetworkPrediction
  /// For people: "linear betas 0.0001 to 0.02".
  let betas: String
  /// The network takes t times this.
  var timeFactor = 1.0
  /// What was taken for granted, if anything was.
  var remark: String?

  /// A network that predicts the noise at levels of linear β.
  init(count: Int = 1000, betaStart: Double = 1e-4, betaEnd: Double = 0.02) {
    levels = NetworkLevels(
      betas: BetaSchedule.linear.betas(count: count, from: betaStart, to: betaEnd))
    prediction = .epsilon
    betas = Self.text(.linear, betaStart, betaEnd)
  }

  /// Reads `prediction`, `beta_schedule`, `beta_start`, `beta_end` and the number of timesteps from
  /// a network's own config, all optional.
  init(_ config: ConfigReader, countKey: String = "train_timesteps") {
    config.expect("prediction", oneOf: [.string(NetworkPrediction.epsilon.rawValue)])
    config.expect("beta_schedule", oneOf: [.string(BetaSchedule.linear.rawValue)])
    if config.scheduler != nil {
      config.report("a scheduler_config.json is for networks of diffusers, this is none; remove it")
    }
    self.init(
      count: config.int(countKey, in: 2...100_000, standard: 1000),
      betaStart: config.positive("beta_start", below: 1, standard: 1e-4),
      betaEnd: config.positive("beta_end", below: 1, standard: 0.02))
  }

  static func text(_ schedule: BetaSchedule, _ start: Double, _ end: Double) -> String {
    schedule == .squaredCosine
      ? "\(schedule.rawValue) betas" : "\(schedule.rawValue) betas \(start) to \(end)"
  }
}

// MARK: - Questions

extension NetworkScheduler: NoiseConvention {
  /// The question at the nearest t that the network knows.
  ///
  /// A network knows the signal a_t and noise s_t of its own t only. The t whose ratio s_t / a_t is
  /// nearest to s/a is taken and the image rescaled by a_t / a, which turns an image of any variance
  /// into one of the network's.
  func question(at level: NoiseLevel) throws -> NetworkQuestion {
    let t = try levels.nearest(to: level)
    let (signal, noise) = (levels.signal(t), levels.noise(t))
    let factor = signal / level.signal
    let reading: NetworkQuestion.Reading =
      switch prediction {
      case .epsilon: .noise(level)
      case .sample: .sample
      case .velocity: .combination(image: signal * factor, answer: -noise)
      }
    return NetworkQuestion(
      time: Double(t) * timeFactor, inputFactor: factor, reading: reading)
  }

  var levelsText: String { "\(levels.count), \(betas)" }
  var predictionText: String { prediction.rawValue }
}

// MARK: - diffusers

extension NetworkScheduler {
  /// Schedulers that share one noise model, x_t = √ᾱ x_0 + √(1−ᾱ) e at whole t, and differ in how
  /// they sample only.
  private static let classes = [
    "DDPMScheduler", "DDIMScheduler", "DDPMParallelScheduler", "DDIMParallelScheduler",
    "PNDMScheduler", "DPMSolverMultistepScheduler", "DPMSolverSinglestepScheduler",
    "DEISMultistepScheduler", "UniPCMultistepScheduler", "EulerDiscreteScheduler",
    "EulerAncestralDiscreteScheduler", "LMSDiscreteScheduler",
  ]

  /// Reads a scheduler's config as diffusers saves it; reports what is not understood.
  init(diffusers config: ConfigReader) {
    config.expect("_class_name", oneOf: Self.classes.map(JSON.string))
    let predictions = NetworkPrediction.allCases.map(\.rawValue)
    config.expect("prediction_type", oneOf: predictions.map(JSON.string))
    let named = (config.value("prediction_type")?.string).flatMap(NetworkPrediction.init)
    // What the first releases had in place of a type.
    let predictsNoise = config.value("predict_epsilon")?.bool ?? true
    prediction = named ?? (predictsNoise ? .epsilon : .sample)
    let count = config.int("num_train_timesteps", in: 2...100_000, standard: 1000)
    let start = config.positive("beta_start", below: 1, standard: 1e-4)
    let end = config.positive("beta_end", below: 1, standard: 0.02)
    config.expect("beta_schedule", oneOf: BetaSchedule.allCases.map { .string($0.rawValue) })
    let schedule =
      (config.value("beta_schedule")?.string).flatMap(BetaSchedule.init) ?? .linear
    let given = Self.trainedBetas(config, count: count)
    let hasZeroSNR = config.value("rescale_betas_zero_snr")?.bool ?? false
    config.expect("rescale_betas_zero_snr", oneOf: [true, false])
    levels = NetworkLevels(
      betas: given ?? schedule.betas(count: count, from: start, to: end),
      endsInNoise: hasZeroSNR)
    betas =
      (given == nil ? Self.text(schedule, start, end) : "trained_betas of its own")
      + (hasZeroSNR ? ", rescaled to zero terminal SNR" : "")
    if levels.last < 1 { config.report("the betas leave fewer than two levels with a signal") }
    Self.refuseTheRest(config)
  }

  /// The β themselves, if the config has them; the last may be 1.
  private static func trainedBetas(_ config: ConfigReader, count: Int) -> [Double]? {
    guard let list = config.value("trained_betas") else { return nil }
    let betas = (list.array ?? []).compactMap(\.double)
    guard betas.count == list.array?.count, betas.count > 1,
      betas.dropLast().allSatisfy({ $0 > 0 && $0 < 1 }), betas.last.map({ $0 > 0 && $0 <= 1 })!
    else {
      config.report("\"trained_betas\" is no list of numbers in (0, 1)")
      return nil
    }
    if config.value("num_train_timesteps") != nil, betas.count != count {
      config.report(
        "\"trained_betas\" has \(betas.count) entries, \"num_train_timesteps\" is \(count)")
    }
    return betas
  }

  private static func refuseTheRest(_ config: ConfigReader) {
    // How images are sampled and clipped: x_0 is reported unclipped, at the run's own levels.
    config.ignore(
      "_diffusers_version", "_name_or_path", "algorithm_type", "clip_predicted_image",
      "clip_sample", "clip_sample_range",
      "disable_corrector", "dynamic_thresholding_ratio", "euler_at_final", "final_sigmas_type",
      "flow_shift", "interpolation_type", "lambda_min_clipped", "lower_order_final", "predict_x0",
      "sample_max_value", "set_alpha_to_one", "sigma_max", "sigma_min", "skip_prk_steps",
      "solver_order", "solver_p", "solver_type", "steps_offset", "tensor_format", "thresholding",
      "time_shift_type", "timestep_spacing", "timestep_values", "use_beta_sigmas",
      "use_exponential_sigmas", "use_karras_sigmas", "use_lu_lambdas", "variance_type")
    config.expect("predict_epsilon", oneOf: [true, false])
    config.expect("timestep_type", oneOf: ["discrete"])
    config.expect("shift_terminal", oneOf: [])
    config.expect("use_dynamic_shifting", oneOf: [false])
    config.expect("use_flow_sigmas", oneOf: [false])
    config.refuseOthers()
  }
}
