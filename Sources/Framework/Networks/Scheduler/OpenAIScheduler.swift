import Framework

/// The noise levels of OpenAI's diffusion code, which DiT uses too.
///
/// Source: Nichol & Dhariwal 2021; Dhariwal & Nichol 2021.
extension NetworkScheduler {
  /// Reads `noise_schedule`, `diffusion_steps`, `rescale_timesteps` and `predict_xstart`, all optional.
  ///
  /// Linear betas are those of 1000 steps, stretched to another number.
  init(openAI config: ConfigReader) {
    if config.scheduler != nil {
      config.report("a scheduler_config.json is for networks of diffusers, this is none; remove it")
    }
    let count = config.int("diffusion_steps", in: 2...100_000, standard: 1000)
    config.expect("noise_schedule", oneOf: ["linear", "cosine"])
    let schedule: BetaSchedule =
      config.value("noise_schedule")?.string == "cosine" ? .squaredCosine : .linear
    let stretch = 1000 / Double(count)
    let (start, end) = (1e-4 * stretch, 0.02 * stretch)
    if schedule == .linear, end >= 1 {
      config.report("\"diffusion_steps\" is \(count), too few for linear betas, which would pass 1")
    }
    levels = NetworkLevels(betas: schedule.betas(count: count, from: start, to: min(end, 0.999)))
    betas = Self.text(schedule, start, end)
    config.expect("rescale_timesteps", oneOf: [true, false])
    timeFactor = config.value("rescale_timesteps")?.bool == true ? stretch : 1
    config.expect("predict_xstart", oneOf: [true, false])
    prediction = config.value("predict_xstart")?.bool == true ? .sample : .epsilon
    // How images are sampled, and how variances were trained, which are no part of x_0.
    config.ignore(
      "timestep_respacing", "use_kl", "rescale_learned_sigmas", "sigma_small", "use_ddim",
      "clip_denoised")
  }
}
