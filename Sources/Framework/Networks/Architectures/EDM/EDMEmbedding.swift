import Foundation

/// What the blocks of an ``EDMUNet`` are told of noise level and class.
struct EDMEmbedding: Sendable {
  private let plan: EDMUNet
  /// 2π f of every pair of waves, for Fourier features; empty for positional ones.
  private let angles: [Float]
  private let first: Linear
  private let second: Linear
  private let label: Linear?

  init(_ plan: EDMUNet, _ reader: WeightReader) {
    self.plan = plan
    angles =
      plan.embedding == .fourier
      ? reader.tensor("model.map_noise.freqs", [plan.noiseSize / 2]).map { 2 * Float.pi * $0 } : []
    let isSong = plan.form == .song
    label =
      plan.labels == 0
      ? nil
      : reader.linear(
        "model.map_label", plan.labels, isSong ? plan.noiseSize : plan.embeddingSize,
        hasBias: isSong)
    // Tells how an image was changed in training; sampling never does.
    if plan.augmentations > 0 {
      _ = reader.tensor("model.map_augment.weight", [plan.noiseSize, plan.augmentations])
    }
    first = reader.linear("model.map_layer0", plan.noiseSize, plan.embeddingSize)
    second = reader.linear("model.map_layer1", plan.embeddingSize, plan.embeddingSize)
  }

  /// - Parameter noise: c_noise.
  func callAsFunction(_ noise: Double, _ label: NetworkLabel) -> [Float] {
    switch plan.form {
    case .song:
      let sum = added(waves(noise), classTerm(label, scale: Float(plan.labels).squareRoot()))
      return Linear.silu(second(Linear.silu(first(sum))))
    case .dhariwal:
      let waves = TimeEmbedding.sineThenCosine(noise, size: plan.noiseSize, shift: 0)
      let mixed = second(Linear.silu(first(TimeEmbedding.flipped(waves))))
      return Linear.silu(added(mixed, classTerm(label, scale: 1)))
    }
  }

  /// Sines, then cosines.
  private func waves(_ noise: Double) -> [Float] {
    guard !angles.isEmpty else {
      return TimeEmbedding.sineThenCosine(noise, size: plan.noiseSize, shift: 1)
    }
    let products = angles.map { Double($0 * Float(noise)) }
    return products.map { Float(sin($0)) } + products.map { Float(cos($0)) }
  }

  /// Nil without classes; no class in particular is a row of zeros.
  private func classTerm(_ choice: NetworkLabel, scale: Float) -> [Float]? {
    label.map { label in
      var row = [Float](repeating: 0, count: plan.labels)
      if case .number(let number) = choice { row[number] = scale }
      return label(row)
    }
  }

  private func added(_ x: [Float], _ y: [Float]?) -> [Float] {
    y.map { y in zip(x, y).map { $0 + $1 } } ?? x
  }
}
