import Foundation
import Framework

/// How a ``DiffusersUNet`` turns time and class into one vector.
struct DiffusersEmbedding: Sendable {
  enum Waves: Sendable {
    /// Waves of t; the cosines come first if `flips`.
    case positional(flips: Bool, shift: Double)
    /// A row of a table for each t.
    case learned(count: Int)
    /// Waves of ln σ at stored frequencies (Song et al. 2021).
    case fourier
  }

  enum Label: Sendable {
    case none
    /// A row of a table for each class.
    case table(count: Int)
    /// The class goes the way of the time, through layers of its own.
    case timestep
    /// The class is the vector.
    case identity
  }

  let waves: Waves
  let label: Label
  /// Channels of the first level.
  let first: Int
  /// Of the vector.
  let size: Int

  init(_ config: ConfigReader, first: Int) {
    self.first = first
    size = config.int("time_embedding_dim", in: 1...262144, standard: 4 * first)
    config.expect("flip_sin_to_cos", oneOf: [true, false])
    let flips = config.value("flip_sin_to_cos")?.bool ?? true
    let shift = Double(config.int("freq_shift", in: 0...1, standard: 0))
    config.expect("time_embedding_type", oneOf: ["positional", "learned", "fourier"])
    switch config.value("time_embedding_type")?.string {
    case "learned": waves = .learned(count: config.int("num_train_timesteps", in: 2...100_000))
    case "fourier": waves = .fourier
    default:
      waves = .positional(flips: flips, shift: shift)
      if first % 2 != 0 { config.report("the first of \"block_out_channels\" must be even") }
      if first == 2, shift == 1 { config.report("\"freq_shift\" 1 needs more than 2 channels") }
    }
    label = Self.label(config, waves)
  }

  private static func label(_ config: ConfigReader, _ waves: Waves) -> Label {
    let count = config.optionalInt("num_class_embeds", in: 1...1_000_000, standard: nil)
    config.expect("class_embed_type", oneOf: ["timestep", "identity"])
    switch config.value("class_embed_type")?.string {
    case "timestep":
      if case .fourier = waves {
        config.report(
          "\"class_embed_type\" is \"timestep\"; with fourier time only null or \"identity\" is "
            + "supported, since class 0 has no logarithm")
      }
      return .timestep
    case "identity": return .identity
    default: return count.map { .table(count: $0) } ?? .none
    }
  }

  /// Numbers that the layers of time take.
  var waveCount: Int {
    if case .fourier = waves { return 2 * first }
    return first
  }

  var classes: NetworkClasses {
    switch (label, waves) {
    case (.none, _): .none
    case (.table(let count), _), (.timestep, .learned(let count)):
      .numbered(count: count, orNone: false)
    case (.timestep, _): .timesteps
    case (.identity, _): .vectors(size: size)
    }
  }
}

/// The layers of a ``DiffusersEmbedding``.
struct DiffusersEmbeddingLayers: Sendable {
  let plan: DiffusersEmbedding
  /// Table or frequencies of the time, where there are some.
  private let timeNumbers: [Float]
  private let timeLayers: (Linear, Linear)
  private let table: [Float]
  private let classLayers: (Linear, Linear)?

  init(_ plan: DiffusersEmbedding, _ reader: WeightReader) {
    func layers(_ name: String) -> (Linear, Linear) {
      (
        reader.linear("\(name).linear_1", plan.waveCount, plan.size),
        reader.linear("\(name).linear_2", plan.size, plan.size)
      )
    }
    self.plan = plan
    timeNumbers =
      switch plan.waves {
      case .positional: []
      case .learned(let count): reader.tensor("time_proj.weight", [count, plan.first])
      case .fourier: reader.tensor("time_proj.weight", [plan.first])
      }
    timeLayers = layers("time_embedding")
    var table: [Float] = []
    var classLayers: (Linear, Linear)?
    switch plan.label {
    case .none, .identity: break
    case .table(let count): table = reader.tensor("class_embedding.weight", [count, plan.size])
    case .timestep: classLayers = layers("class_embedding")
    }
    self.table = table
    self.classLayers = classLayers
  }

  /// The vector of time and class, before activation.
  func callAsFunction(_ time: Double, _ label: NetworkLabel) -> [Float] {
    let vector = Self.answer(of: timeLayers, to: waves(time))
    return zip(vector, classVector(label)).map { $0 + $1 }
  }

  private static func answer(of layers: (Linear, Linear), to x: [Float]) -> [Float] {
    layers.1(Linear.silu(layers.0(x)))
  }

  private func waves(_ time: Double) -> [Float] {
    switch plan.waves {
    case .positional(let flips, let shift):
      let waves = TimeEmbedding.sineThenCosine(time, size: plan.first, shift: shift)
      return flips ? TimeEmbedding.flipped(waves) : waves
    case .learned: return row(Int(time), of: timeNumbers, plan.first)
    case .fourier:
      // Rounded in this order, as in training: angles reach a thousand.
      let logarithm = Float(log(time))
      let angles = timeNumbers.map { Double(logarithm * $0 * 2 * Float.pi) }
      return angles.map { Float(sin($0)) } + angles.map { Float(cos($0)) }
    }
  }

  private func classVector(_ label: NetworkLabel) -> [Float] {
    switch label {
    case .none: [Float](repeating: 0, count: plan.size)
    case .vector(let numbers): numbers
    case .number(let number):
      classLayers.map { Self.answer(of: $0, to: waves(Double(number))) }
        ?? row(number, of: table, plan.size)
    }
  }

  private func row(_ index: Int, of table: [Float], _ size: Int) -> [Float] {
    Array(table[index * size..<(index + 1) * size])
  }
}
