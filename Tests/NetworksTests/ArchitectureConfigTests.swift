import Foundation
import Framework
import Testing

@testable import LocusNetworks

/// What is refused of the configs of recorded networks after one change, before any work is done.
struct ArchitectureConfigTests {
  typealias Golden = ArchitectureGoldenTests.Golden

  /// The error of a recorded network whose config has another value for a key, or "no error".
  static func message(_ path: String, _ key: String, _ value: JSON?) throws -> String {
    let files = try Golden(path).weights.files()
    var config = try ConfigReader(files).json
    config[key] = value
    return try NetworkFixture.withNetwork(Data(contentsOf: files.weights), config) { weights in
      do {
        _ = try TrainedNetwork(weights)
        return "no error"
      } catch { return "\(error)" }
    }
  }

  @Test(
    arguments: [
      ("resnet_zeros", "mode", "reflect", "only \"zeros\" or \"circular\" is supported"),
      ("resnet_zeros", "mode", nil, "\"mode\" (zeros, circular) is missing"),
      ("resnet_zeros", "kernel_size", 4, "\"kernel_size\" is 4; it must be odd"),
      ("resnet_zeros", "lastksize", 2, "\"lastksize\" is 2; it must be odd"),
      ("resnet_zeros", "emb_dim", 36, "\"emb_dim\" is 36, which 8 groups cannot divide"),
      ("resnet_zeros", "emb_dim", 33, "\"emb_dim\" is 33; it must be even"),
      ("resnet_zeros", "emb_dim", nil, "\"emb_dim\" (an integer) is missing"),
      ("resnet_zeros", "conditional", true, "\"num_classes\" (an integer) is missing"),
      ("resnet_zeros", "num_classes", 10, "no error"),
      ("resnet_zeros", "normalization", "GroupNorm", "\"convs.0.1.weight\" [32] is missing"),
      ("resnet_zeros", "add_one", false, "\"embs.3.0.bias\" belongs to no layer"),
      ("resnet_zeros", "num_layer", 3, "the key \"num_layer\" is not supported"),
      ("resnet_circular_label", "num_classes", 11, "has the shape [10, 32], not [11, 32]"),
      ("unet_groupnorm", "fsizes", [8, 48], "48 channels cannot be divided into 32 groups"),
      ("unet_groupnorm", "normalization", "LayerNorm", "only \"GroupNorm\" or \"BatchNorm\""),
      ("unet_groupnorm", "normalization", nil, "\"last_norm\" is true, and \"normalization\""),
      ("unet_circular", "fsizes", [8, 16], "has the shape [16, 32], not [8, 32]"),
    ] as [(String, String, JSON?, String)])
  func ofKamb(name: String, key: String, value: JSON?, expected: String) throws {
    let text = try Self.message("kamb/\(name)", key, value)
    #expect(text.contains(expected), "\(text)")
  }

  @Test(
    arguments: [
      ("in_channels", nil, "DiT's own value is 4, for latents of an autoencoder"),
      ("patch_size", 3, "\"input_size\" is 16, which \"patch_size\" 3 does not divide"),
      ("num_heads", 5, "\"hidden_size\" is 48, which \"num_heads\" 5 does not divide"),
      ("mlp_ratio", -1, "\"mlp_ratio\" is -1, not a number in (0, 1000"),
      ("class_dropout_prob", 2, "\"class_dropout_prob\" is 2, not a number in [0, 1]"),
      ("class_dropout_prob", 0, "has the shape [11, 48], not [10, 48]"),
      ("learn_sigma", true, "has the shape [12], not [24]"),
      ("input_size", 8, "\"pos_embed\" has the shape [1, 64, 48], not [1, 16, 48]"),
      ("noise_schedule", "sqrt", "only \"linear\" or \"cosine\" is supported"),
      ("diffusion_steps", 10, "\"diffusion_steps\" is 10, too few for linear betas"),
      ("scheduler", ["num_train_timesteps": 10], "is for networks of diffusers, this is none"),
      ("depths", 2, "the key \"depths\" is not supported"),
    ] as [(String, JSON?, String)])
  func ofDiT(key: String, value: JSON?, expected: String) throws {
    let text = try Self.message("dit/eps", key, value)
    #expect(text.contains(expected), "\(text)")
  }

  @Test(
    arguments: [
      ("out_channels", 4, "\"out_channels\" is 4; with 3 channels of input it must be 3 or 6"),
      ("learn_sigma", false, "\"out_channels\" is 6; with 3 channels of input it must be 3"),
      ("learn_sigma", true, "no error"),
      ("num_head_channels", 24, "32 channels cannot be divided into heads of 24"),
      ("num_head_channels", -1, "no error"),
      ("channel_mult", [0.75, 1], "24 channels cannot be divided into 32 groups"),
      ("channel_mult", "1,2", "\"channel_mult\" is \"1,2\", not a list"),
      ("attention_resolutions", "16,8", "\"attention_resolutions\" is \"16,8\", not a list"),
      ("dims", 1, "\"dims\" is 1; only 2 is supported"),
      ("num_classes", nil, "\"label_emb.weight\" belongs to no layer"),
      ("resblock_updown", false, "\"input_blocks.2.0.op.weight\" [64, 64, 3, 3] is missing"),
      ("num_channels", 32, "the key \"num_channels\" is not supported"),
      ("use_fp16", true, "no error"),
    ] as [(String, JSON?, String)])
  func ofGuidedDiffusion(key: String, value: JSON?, expected: String) throws {
    let text = try Self.message("guided/a", key, value)
    #expect(text.contains(expected), "\(text)")
  }

  /// Means and repeated pixels have no weights.
  @Test func ofGuidedDiffusionWithoutConvolutions() throws {
    let text = try Self.message("guided/b", "conv_resample", false)
    #expect(text.contains("4 tensors are wrong"), "\(text)")
    for name in ["input_blocks.2.0.op", "output_blocks.1.2.conv"] {
      #expect(text.contains("\"\(name).weight\" belongs to no layer"), "\(text)")
    }
  }

  @Test(
    arguments: [
      ("class_scale_shift", "class_embed_type", "projection", "only \"timestep\" or \"identity\""),
      ("class_scale_shift", "resnet_time_scale_shift", "ada_group", "only \"default\" or"),
      ("class_scale_shift", "num_class_embeds", 0, "\"num_class_embeds\" is 0, not an integer"),
      ("class_scale_shift", "attn_norm_num_groups", 8, "group_norm.weight\" [32] is missing"),
      ("class_scale_shift", "act_fn", "elu", "or \"mish\" or \"gelu\" is supported"),
      ("class_scale_shift", "act_fn", "swish", "no error"),
      ("class_scale_shift", "norm_num_groups", nil, "16 channels cannot be divided into 32"),
      ("class_scale_shift", "norm_num_groups", JSON(.null), "which only blocks of NCSN++"),
      ("class_scale_shift", "downsample_type", "fir", "only \"conv\" or \"resnet\" is supported"),
      (
        "class_timestep", "downsample_type", "conv",
        "downsamplers.0.conv.weight\" [16, 16, 3, 3] is"
      ),
      ("class_timestep", "mid_block_type", "UNetMidBlock2DCrossAttn", "only \"UNetMidBlock2D\""),
      ("class_timestep", "mid_block_type", JSON(.null), "belongs to no layer"),
      ("class_identity", "time_embedding_dim", nil, "has the shape [24], not [32]"),
      ("fourier_skip", "in_channels", 1, "blocks of NCSN++ (Skip…) are for images of 3 channels"),
      (
        "fourier_skip", "up_block_types", ["SkipUpBlock2D", "UpBlock2D"],
        "the image beside the map would have another size"
      ),
      (
        "fourier_skip", "down_block_types", ["SkipDownBlock2D", "CrossAttnDownBlock2D"],
        "\"CrossAttnDownBlock2D\"; only DownBlock2D, AttnDownBlock2D"
      ),
      ("fourier_skip", "class_embed_type", "timestep", "since class 0 has no logarithm"),
      (
        "fourier_skip", "scheduler", ["_class_name": "DDPMScheduler"],
        "only \"ScoreSdeVeScheduler\""
      ),
      (
        "fourier_skip", "scheduler", ["sigma_min": 2, "sigma_max": 1],
        "\"sigma_min\" is not below \"sigma_max\""
      ),
      (
        "learned_time", "num_train_timesteps", nil,
        "\"num_train_timesteps\" (an integer) is missing"
      ),
      (
        "learned_time", "scheduler", ["num_train_timesteps": 60], "and 60 in the scheduler's config"
      ),
      ("learned_time", "attention_head_dim", 3, "16 channels cannot be divided into heads of 3"),
    ] as [(String, String, JSON?, String)])
  func ofDiffusers(name: String, key: String, value: JSON?, expected: String) throws {
    let text = try Self.message("diffusers/\(name)", key, value)
    #expect(text.contains(expected), "\(text)")
  }

  /// The image beside the map follows from the blocks before the last on the way down.
  @Test func blocksOfNCSNInAnImpossibleOrder() throws {
    let files = try Golden("diffusers/fourier_skip").weights.files()
    var config = try ConfigReader(files).json
    config["block_out_channels"] = [32, 32, 32]
    config["up_block_types"] = ["UpBlock2D", "SkipUpBlock2D", "AttnSkipUpBlock2D"]
    config["norm_num_groups"] = 32
    for (types, isRefused) in [
      (["SkipDownBlock2D", "DownBlock2D", "SkipDownBlock2D"], false),
      (["DownBlock2D", "SkipDownBlock2D", "DownBlock2D"], true),
    ] {
      config["down_block_types"] = .array(types.map(JSON.string))
      let text = try TrainedNetworkTests.message(Data(contentsOf: files.weights), config)
      #expect(text.contains("another size than the map") == isRefused, "\(text)")
    }
  }

  // MARK: Classes

  @Test(
    arguments: [
      ("kamb/resnet_zeros", .none), ("kamb/unet_zeros_label", .numbered(count: 10, orNone: false)),
      ("dit/eps", .numbered(count: 10, orNone: true)),
      ("dit/sigma", .numbered(count: 10, orNone: false)),
      ("guided/a", .numbered(count: 10, orNone: false)), ("guided/b", .none),
      ("diffusers/class_scale_shift", .numbered(count: 10, orNone: false)),
      ("diffusers/class_timestep", .timesteps), ("diffusers/class_identity", .vectors(size: 24)),
      ("diffusers/fourier_skip", .none),
    ] as [(String, NetworkClasses)])
  func classes(path: String, expected: NetworkClasses) throws {
    let network = try TrainedNetwork(Golden(path).weights)
    #expect(network.body.classes == expected)
  }

  /// A class that the network does not have is refused, not looked for beyond its table.
  @Test(arguments: [
    ("dit/sigma", NetworkLabel.none, "needs a class"), ("guided/a", .number(10), "is 10"),
    ("kamb/unet_zeros_label", .vector([1]), "is a list"), ("dit/eps", .number(11), "is 11"),
    ("diffusers/class_identity", .vector([1]), "takes a vector of 24 numbers"),
  ])
  func otherClassesAreRefused(path: String, label: NetworkLabel, expected: String) throws {
    let golden = try Golden(path)
    let network = try TrainedNetwork(golden.weights)
    let level = NoiseLevel(signal: 0.8, noise: 0.6, step: 0, t: 0)
    let error = try #require(throws: FormatError.self) {
      try network.denoise(batch(golden.array("x")), at: level, label: label)
    }
    #expect("\(error)".contains(expected), "\(error)")
  }

  @Test func timestepsAreNumbers() {
    #expect(NetworkClasses.timesteps.refusal(of: .number(12345)) == nil)
    for label in [NetworkLabel.none, .vector([1])] {
      #expect(
        NetworkClasses.timesteps.refusal(of: label)?.problem
          == "the network needs a number as its class")
    }
  }

  /// The architecture follows from the tensors where the config does not name it.
  @Test(arguments: [
    ("kamb/resnet_zeros", "kamb-resnet"), ("kamb/unet_circular", "kamb-unet"),
    ("dit/sigma", "dit"), ("guided/c", "guided-diffusion"),
    ("diffusers/learned_time", "diffusers-unet"),
  ])
  func theTensorsTellTheArchitecture(path: String, expected: String) throws {
    let files = try Golden(path).weights.files()
    var config = try ConfigReader(files).json
    for key in ["architecture", "class", "_class_name"] { config[key] = JSON?.none }
    try NetworkFixture.withNetwork(Data(contentsOf: files.weights), config) { weights in
      let body = try TrainedNetwork(weights).body
      #expect(type(of: body).architecture == expected)
    }
  }
}
