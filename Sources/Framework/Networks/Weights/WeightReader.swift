import Framework

/// Reads the tensors of a network by name and shape, and collects what is wrong with them.
///
/// A network is built twice with the same code: first from the header alone, which finds every
/// tensor that is missing, has another shape or belongs to nobody; then with the numbers.
final class WeightReader {
  let engine: NetworkEngine
  private let tensors: SafeTensors
  private let file: String
  private let readsValues: Bool
  private var problems: [String] = []
  private var known: Set<String> = []

  init(_ tensors: SafeTensors, file: String, readsValues: Bool, engine: NetworkEngine) {
    self.tensors = tensors
    self.file = file
    self.readsValues = readsValues
    self.engine = engine
  }

  func report(_ problem: String) { problems.append(problem) }

  /// A tensor that may be there and has no part in the network's answers.
  func ignore(_ name: String) { known.insert(name) }

  /// Whether there is a tensor of this name.
  func has(_ name: String) -> Bool { tensors[name] != nil }

  /// The numbers of a tensor; empty when only the header is looked at, or when they are wrong.
  func tensor(_ name: String, _ shape: [Int]) -> [Float] {
    known.insert(name)
    guard let entry = tensors[name] else {
      problems.append("\"\(name)\" \(shape) is missing")
      return []
    }
    guard entry.shape == shape else {
      problems.append("\"\(name)\" has the shape \(entry.shape), not \(shape)")
      return []
    }
    guard [.float32, .float16, .bfloat16, .float64].contains(entry.dtype) else {
      problems.append(
        "\"\(name)\" holds \(entry.dtype.rawValue), not \(SafeTensors.ElementType.readNames)")
      return []
    }
    guard readsValues else { return [] }
    do {
      let values = try tensors.floats(name)
      if !isFinite(values) { problems.append("\"\(name)\" holds numbers that are not finite") }
      return values
    } catch {
      problems.append("\(error)")
      return []
    }
  }

  private func isFinite(_ values: [Float]) -> Bool {
    let sum = values.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { engine.table.scan.sum(count: buffer.count, $0) } ?? 0
    }
    // A sum that is not finite may come from large numbers too.
    return sum.isFinite || values.allSatisfy(\.isFinite)
  }

  /// - Throws: ``FormatError`` with everything that was wrong.
  func check(_ architecture: String) throws {
    let unexpected = tensors.names.filter { !known.contains($0) }
    let all = problems + unexpected.map { "\"\($0)\" belongs to no layer" }
    guard let first = all.first else { return }
    let shown = all.prefix(12).joined(separator: "; ")
    let rest = all.count > 12 ? "; and \(all.count - 12) more" : ""
    throw FormatError(
      file: file,
      problem: all.count == 1
        ? "as a \(architecture), \(first)"
        : "as a \(architecture), \(all.count) tensors are wrong: \(shown)\(rest)",
      advice: "check that the config belongs to these weights, or export them again")
  }
}

// MARK: - Layers

extension WeightReader {
  /// The layer `name` with its weights [outputs, inputs, side, side] and bias [outputs].
  func convolution(_ name: String, _ geometry: Convolution.Geometry) -> Convolution {
    let side = geometry.side
    return Convolution(
      geometry,
      weights: tensor("\(name).weight", [geometry.outputs, geometry.inputs, side, side]),
      bias: tensor("\(name).bias", [geometry.outputs]), engine: engine)
  }

  /// The layer `name` with its weights [outputs, inputs] and, if it has one, its bias [outputs].
  func linear(_ name: String, _ inputs: Int, _ outputs: Int, hasBias: Bool = true) -> Linear {
    Linear(
      inputs: inputs, weights: tensor("\(name).weight", [outputs, inputs]),
      bias: hasBias
        ? tensor("\(name).bias", [outputs]) : [Float](repeating: 0, count: outputs),
      engine: engine)
  }

  /// The layer `name` with its weights [channels] and bias [channels].
  func groupNorm(_ name: String, _ channels: Int, groups: Int, epsilon: Double) -> GroupNorm {
    if groups < 1 || channels % groups != 0 {
      report("\"\(name)\" has \(channels) channels, which \(groups) groups cannot divide")
    }
    return GroupNorm(
      groups: groups, epsilon: epsilon, weight: tensor("\(name).weight", [channels]),
      bias: tensor("\(name).bias", [channels]), engine: engine)
  }
}
