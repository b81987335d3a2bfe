import Framework

/// `columns.json`: what every column of every CSV means.
enum ColumnDescriptions {
  /// - Parameters:
  ///   - parameters: names of the parameters' columns.
  ///   - swept: those that stand for what was swept over whole runs.
  static func json(parameters: [String], swept: [String]) -> String {
    var document: JSON = [
      "samples.csv": .object(samples.map { ($0.0, .string($0.1)) }),
      "summary.csv": .object(summary.map { ($0.0, .string($0.1)) }),
      "significance.csv": .object(significance.map { ($0.0, .string($0.1)) }),
      "sensitivity.csv": .object(sensitivity.map { ($0.0, .string($0.1)) }),
      "timing.csv": .object(timing.map { ($0.0, .string($0.1)) }),
    ]
    let meaning: JSON = "value of this parameter; empty where the denoiser has none such"
    for table in ["samples.csv", "summary.csv", "sensitivity.csv", "timing.csv"] {
      for name in parameters { document[table]![name] = meaning }
    }
    for name in swept { document["significance.csv"]![name] = "value that the run was swept to" }
    return document.prettyText() + "\n"
  }

  static let samples = [
    ("schema_version", "version of these columns"),
    ("experiment", "name of the spec"),
    ("unit_id", "hash of everything that can change the row's numbers"),
    ("dataset", "data set of the run"),
    ("dataset_sha256", "hash of the images"),
    ("variant", "label of the denoiser under study"),
    ("denoiser", "name of the plugin"),
    ("reference", "label of the denoiser it is compared with"),
    ("seed", "seed of the run"),
    ("sample", "index of the noise draw or input: the unit of replication"),
    ("step", "position in the run, 0 is the noisiest"),
    ("t", "the schedule's time of the step"),
    ("signal", "a in x_t = a x_0 + s e"),
    ("noise", "s in x_t = a x_0 + s e"),
    (
      "mode",
      "trajectory (each model runs its own reverse process), single_step (the reference is "
        + "evaluated at the candidate's x_t), forward (noised held-out images), reverse (the "
        + "reference's x_t), npy (given x_t)"
    ),
    ("metric", "name of the metric"),
    ("value", "the metric of this sample's estimate of x_0; empty where it is undefined"),
    ("status", "ok or failed"),
    ("error", "why the unit failed"),
  ]

  static let summary = [
    ("experiment", "name of the spec"), ("dataset", "data set of the run"),
    ("variant", "label of the denoiser under study"), ("denoiser", "name of the plugin"),
    ("step", "position in the run, 0 is the noisiest"),
    ("mode", "how candidate and reference are brought together, as in samples.csv"),
    ("metric", "name of the metric"), ("direction", "higher_is_better or lower_is_better"),
    ("n", "samples in the row"), ("n_failed", "samples of failed units"),
    ("mean", "mean over samples"), ("std", "standard deviation over samples, ddof 1"),
    ("sem", "standard error of the mean"), ("median", "median over samples"),
    ("ci_low", "lower end of the mean's confidence interval"),
    ("ci_high", "upper end of the mean's confidence interval"),
    ("ci_level", "level of the interval"), ("ci_method", "t: Student's t on n - 1"),
  ]

  static let significance = [
    ("family", "tests whose p-values are corrected together: one run, metric and step"),
    ("dataset", "data set of the run"), ("metric", "name of the metric"),
    ("step", "position in the run, 0 is the noisiest"), ("a", "label of the candidate"),
    ("b", "label of the variant it is compared with"),
    ("design", "paired (the same samples on both sides) or independent"),
    ("test", "paired, welch or student"), ("alternative", "two-sided, greater or less"),
    ("n_a", "samples of a"), ("n_b", "samples of b"), ("mean_a", "mean of a"),
    ("mean_b", "mean of b"), ("mean_diff", "mean of a minus mean of b"),
    ("statistic", "t"), ("df", "degrees of freedom"), ("p_value", "p before correction"),
    ("p_holm", "p adjusted by Holm's method over the family"),
    ("p_bh", "p adjusted by Benjamini and Hochberg's method over the family"),
    ("ci_low", "lower end of the interval of mean_diff at level 1 - alpha"),
    ("ci_high", "upper end of that interval"), ("effect", "effect size"),
    ("effect_name", "hedges_g or d_z"), ("alpha", "level of the test"),
    ("reject", "whether the p-value that decides is at most alpha; empty where there is none"),
    ("note", "what to keep in mind about this row"),
  ]

  static let sensitivity = [
    ("experiment", "name of the spec"), ("run", "the sweeps that led to the run"),
    ("dataset", "data set of the run"), ("variant", "label of the denoiser"),
    ("denoiser", "name of the plugin"), ("step", "position in the run, 0 is the noisiest"),
    ("t", "the schedule's time of the step"), ("signal", "a in x_t = a x_0 + s e"),
    ("noise", "s in x_t = a x_0 + s e"), ("y", "row of the output pixel, from 0"),
    ("x", "column of the output pixel, from 0"), ("samples", "noisy images that were averaged"),
    ("method", "closed form or central differences"),
    (
      "gradient_error",
      "central differences: estimate of the largest error of a gradient's elements as a fraction of "
        + "the largest element, the worst sample's; empty for closed forms"
    ),
    ("difference_step", "central differences: mean step in data units; empty for closed forms"),
    (
      "total",
      "sum of the field: |gradient| over the channels on both sides and all input pixels, mean over "
        + "samples"
    ),
    ("side_50", "side of the smallest square around the pixel, clipped, with half of the field"),
    ("side_75", "the same with 75 %"), ("side_95", "the same with 95 %"),
    ("status", "ok or failed"), ("error", "why a unit failed"),
  ]

  static let timing = [
    ("unit_id", "the unit"), ("variant", "label of the model, the reference included"),
    ("phase", "fit, denoise or metric"), ("step", "position in the run, for denoise"),
    ("n_images", "images that were handled: training images for fit"),
    ("seconds", "wall-clock seconds, other units running beside"),
    ("images_per_second", "n_images / seconds"), ("threads", "size of the pool"),
    ("isa", "instruction set of the kernels"),
    ("peak_rss_bytes", "largest resident memory of the process up to then"),
    ("run", "what was swept over whole runs, as in a family's name; empty without such sweeps"),
    ("denoiser", "name of the plugin"),
    ("training_images", "images that the model is fitted to"),
  ]
}
