import Foundation
import Framework
import Testing

@testable import LocusNetworks

/// Networks whose scheduler's config says what they predict and at which noise levels.
struct SchedulerTests {
  static let fixture = NetworkFixture.diffusersUNet(channels: 2, width: 8)
  static let shape = ImageShape(channels: 2, height: 5, width: 4)

  /// Calls `body` with a network whose scheduler's config lies beside it.
  static func withNetwork<Result>(
    _ scheduler: JSON?, config: JSON = fixture.config, _ body: (NetworkWeights) throws -> Result
  ) throws -> Result {
    try NetworkFixture.withNetwork(NetworkFixture.bytes(fixture.tensors), config) { weights in
      let folder = try weights.files().config.deletingLastPathComponent()
      if let scheduler {
        try Data(scheduler.canonicalText.utf8).write(
          to: folder.appendingPathComponent("scheduler_config.json"))
      }
      return try body(weights)
    }
  }

  static func message(_ scheduler: JSON, config: JSON = fixture.config) throws -> String {
    try withNetwork(scheduler, config: config) { weights in
      do {
        _ = try TrainedNetwork(weights)
        return "no error"
      } catch { return "\(error)" }
    }
  }

  // MARK: x_0

  /// ᾱ as diffusers defines it, number by number.
  static func alphas(_ schedule: String, count: Int, rescaled: Bool) -> [Double] {
    let (start, end) = (0.0005, 0.03)
    func bar(_ time: Double) -> Double { pow(cos((time + 0.008) / 1.008 * Double.pi / 2), 2) }
    var alphas: [Double] = []
    for t in 0..<count {
      let part = Double(t) / Double(count - 1)
      let beta: Double
      switch schedule {
      case "linear": beta = start * (1 - part) + end * part
      case "scaled_linear":
        beta = pow(start.squareRoot() * (1 - part) + end.squareRoot() * part, 2)
      case "squaredcos_cap_v2":
        let (now, next) = (Double(t) / Double(count), Double(t + 1) / Double(count))
        beta = min(1 - bar(next) / bar(now), 0.999)
      default: beta = (end - start) / (1 + exp(6 - 12 * part)) + start
      }
      alphas.append((alphas.last ?? 1) * (1 - beta))
    }
    guard rescaled else { return alphas }
    let (first, last) = (alphas[0].squareRoot(), alphas[count - 1].squareRoot())
    return alphas.map { pow(($0.squareRoot() - last) / (first - last) * first, 2) }
  }

  @Test(
    arguments: ["linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid"],
    ["epsilon", "sample", "v_prediction"])
  func estimatesFollowThePredictionType(schedule: String, prediction: String) throws {
    for (count, rescaled) in [(1000, false), (300, true)] {
      let alphas = Self.alphas(schedule, count: count, rescaled: rescaled)
      let config: JSON = [
        "_class_name": "DDIMScheduler", "beta_schedule": .string(schedule), "beta_start": 0.0005,
        "beta_end": 0.03, "num_train_timesteps": .integer(count),
        "prediction_type": .string(prediction), "rescale_betas_zero_snr": .bool(rescaled),
        "clip_sample": true, "timestep_spacing": "leading",
      ]
      let network = try Self.withNetwork(config) { try TrainedNetwork($0) }
      #expect(network.remarks.isEmpty)
      for t in [0, 7, count / 3, count / 2, count - 2] {
        // The network's own level, in an image of another variance.
        let scale = 2.5
        let (a, s) = (alphas[t].squareRoot(), (1 - alphas[t]).squareRoot())
        let x = NetworkFixture.images(Self.shape, 3, seed: UInt64(t))
        let answer = try network.denoise(
          ImageBatch(scale * x),
          at: NoiseLevel(signal: scale * a, noise: scale * s, step: 0, t: 0))
        let output = network.prediction(for: x, at: Double(t))
        let expected = zip(x.values, output.values).map { x, y -> Double in
          let (x, y) = (Double(x), Double(y))
          switch prediction {
          case "epsilon": return (x - s * y) / a
          case "sample": return y
          default: return a * x - s * y
          }
        }
        let largest = expected.map(abs).max()!
        for (mine, theirs) in zip(answer.values, expected) {
          #expect(abs(Double(mine) - theirs) <= 1e-5 * largest, "t = \(t)")
        }
      }
    }
  }

  /// A run's level always has a signal, so the last t of such a schedule is not asked.
  @Test func aLastLevelWithoutSignalIsNotAsked() throws {
    let levels = NetworkScheduler().levels
    let rescaled = NetworkLevels(
      betas: BetaSchedule.linear.betas(count: 1000, from: 1e-4, to: 0.02), endsInNoise: true)
    #expect(levels.last == 999 && rescaled.last == 998 && rescaled.count == 1000)
    #expect(abs(rescaled.signal(0) - levels.signal(0)) < 1e-12)
    let noisy = NoiseLevel(signal: rescaled.signal(998), noise: rescaled.noise(998), step: 0, t: 0)
    #expect(try rescaled.nearest(to: noisy) == 998)
  }

  @Test func trainedBetasStandForThemselves() throws {
    let betas = [0.1, 0.2, 0.5]
    let network = try Self.withNetwork([
      "_class_name": "DDPMScheduler", "trained_betas": .array(betas.map(JSON.number)),
    ]) { try TrainedNetwork($0) }
    let levels = try network.scheduler.levels
    #expect(levels.count == 3)
    for (t, alpha) in [0.9, 0.72, 0.36].enumerated() {
      #expect(abs(levels.signal(t) - alpha.squareRoot()) < 1e-12)
    }
  }

  /// `predict_epsilon` is what the first releases had.
  @Test func readsWhatOlderReleasesSaved() throws {
    for (value, prediction) in [(true, NetworkPrediction.epsilon), (false, .sample)] {
      let network = try Self.withNetwork([
        "_class_name": "DDPMScheduler", "predict_epsilon": .bool(value), "tensor_format": "pt",
        "trained_betas": JSON(.null),
      ]) { try TrainedNetwork($0) }
      #expect(try network.scheduler.prediction == prediction)
    }
  }

  /// Python writes numbers that are not finite by name.
  @Test func readsNumbersThatPythonNames() throws {
    try Self.withNetwork(nil) { weights in
      let folder = try weights.files().config.deletingLastPathComponent()
      func message(_ text: String) throws -> String {
        try Data(text.utf8).write(to: folder.appendingPathComponent("scheduler_config.json"))
        do {
          _ = try TrainedNetwork(weights)
          return "no error"
        } catch { return "\(error)" }
      }
      #expect(try message(#"{"lambda_min_clipped": -Infinity}"#) == "no error")
      #expect(try message(#"{"beta_end": NaN}"#).contains("\"beta_end\" is \"NaN\", not a number"))
    }
  }

  // MARK: What is not understood

  static let unknown: [(String, JSON, String)] = [
    ("_class_name", "EDMEulerScheduler", "only \"DDPMScheduler\" or \"DDIMScheduler\" or"),
    ("_class_name", "FlowMatchEulerDiscreteScheduler", "\"_class_name\" is \"FlowMatchEuler"),
    (
      "prediction_type", "flow_prediction",
      "only \"epsilon\" or \"sample\" or \"v_prediction\" is supported"
    ),
    (
      "beta_schedule", "laplace",
      "\"beta_schedule\" is \"laplace\"; only \"linear\" or \"scaled_linear\""
    ),
    ("use_flow_sigmas", true, "\"use_flow_sigmas\" is true; only false"),
    ("timestep_type", "continuous", "only \"discrete\""),
    ("beta_start", 0, "\"beta_start\" is 0, not a number in (0, 1"),
    ("trained_betas", [0.1, 2], "\"trained_betas\" is no list of numbers in (0, 1)"),
    ("trained_betas", [0.1, 0.2], "has 2 entries, \"num_train_timesteps\" is 1000"),
    ("num_train_timesteps", "many", "\"num_train_timesteps\" is \"many\", not an integer"),
    ("beta_shcedule", "linear", "\"beta_shcedule\" is not supported"),
  ]

  @Test(arguments: unknown)
  func refusesWhatItDoesNotKnow(key: String, value: JSON, expected: String) throws {
    var scheduler: JSON = ["_class_name": "DDPMScheduler", "num_train_timesteps": 1000]
    scheduler[key] = value
    let text = try Self.message(scheduler)
    #expect(text.contains(expected), "\(text)")
    #expect(text.contains("scheduler_config.json: "), "\(text)")
  }

  @Test func refusesConfigsThatDisagree() throws {
    var config = Self.fixture.config
    config["num_train_timesteps"] = 500
    let text = try Self.message(["num_train_timesteps": 1000], config: config)
    #expect(text.contains("\"num_train_timesteps\" is 500, and 1000 in the scheduler's config"))
    #expect(try Self.message("text").contains("the config is a"))
  }

  @Test func aNetworkOfAnotherKindHasNoScheduler() throws {
    try NetworkFixture.withNetwork(
      NetworkFixture.bytes(TrainedNetworkTests.tensors), TrainedNetworkTests.config
    ) { weights in
      let folder = try weights.files().config.deletingLastPathComponent()
      try Data("{}".utf8).write(to: folder.appendingPathComponent("scheduler_config.json"))
      let error = #expect(throws: FormatError.self) { try TrainedNetwork(weights) }
      #expect(
        error?.problem.contains("a scheduler_config.json is for networks of diffusers") == true)
    }
  }

  // MARK: Where it is found

  @Test func withoutAConfigTheDefaultIsSaid() throws {
    let network = try Self.withNetwork(nil) { try TrainedNetwork($0) }
    #expect(network.remarks.count == 1)
    #expect(
      network.remarks[0].contains(
        "no scheduler_config.json: taken as epsilon, linear betas 0.0001 to 0.02, 1000 timesteps"))
  }

  @Test func thePipelinesOwnIsFound() throws {
    try Self.withNetwork(nil) { weights in
      let network = try weights.files().config.deletingLastPathComponent()
      let files = FileManager.default
      let pipeline = network.appendingPathComponent("pipeline")
      for folder in ["unet", "scheduler"] {
        try files.createDirectory(
          at: pipeline.appendingPathComponent(folder), withIntermediateDirectories: true)
      }
      for name in ["config.json", "unet.safetensors"] {
        try files.copyItem(
          at: network.appendingPathComponent(name),
          to: pipeline.appendingPathComponent("unet").appendingPathComponent(name))
      }
      let config = pipeline.appendingPathComponent("scheduler/scheduler_config.json")
      try Data(#"{"prediction_type": "v_prediction"}"#.utf8).write(to: config)
      // The pipeline's folder, or its network's.
      for folder in [pipeline, pipeline.appendingPathComponent("unet")] {
        let found = NetworkWeights(FilePath(folder))
        #expect(try found.files().scheduler?.standardizedFileURL == config.standardizedFileURL)
        #expect(try TrainedNetwork(found).scheduler.prediction == .velocity)
      }
      // What it says is part of the identity.
      let unet = NetworkWeights(FilePath(pipeline))
      let before = try unet.identity()
      try Data("{}".utf8).write(to: config)
      #expect(try unet.identity() != before)
    }
  }

  @Test func aConvertedNetworkCarriesItsScheduler() throws {
    let scheduler: JSON = [
      "_class_name": "DDPMScheduler", "prediction_type": "v_prediction",
      "beta_schedule": "squaredcos_cap_v2", "num_train_timesteps": 400, "clip_sample": false,
    ]
    try Self.withNetwork(scheduler) { weights in
      let folder = try weights.files().config.deletingLastPathComponent()
      let target = folder.appendingPathComponent("converted")
      let summary = try NetworkConversion.convert(
        NetworkWeights(FilePath(folder)), to: target, as: .float32)
      #expect(summary.noiseLevels == "400, squaredcos_cap_v2 betas")
      #expect(summary.prediction == "v_prediction" && summary.remarks.isEmpty)
      let converted = try TrainedNetwork(NetworkWeights(FilePath(target)))
      let x = NetworkFixture.images(Self.shape, 2, seed: 4)
      let level = NoiseLevel(signal: 0.6, noise: 0.8, step: 0, t: 0)
      #expect(
        try converted.denoise(x, at: level) == TrainedNetwork(weights).denoise(x, at: level))
    }
  }

  /// How the average over training was taken does not change the network.
  @Test func keysOfAveragedWeightsAreIgnored() throws {
    var config = Self.fixture.config
    let keys: [(String, JSON)] = [
      ("decay", 0.9999), ("inv_gamma", 1), ("min_decay", 0), ("optimization_step", 100),
      ("power", 0.75), ("update_after_step", 0), ("use_ema_warmup", false),
    ]
    for (key, value) in keys { config[key] = value }
    #expect(try Self.message([:], config: config) == "no error")
  }
}
