/// Deterministic DDIM (Song et al. 2021, Eq. 12 with η = 0), the last step to signal 1, noise 0.
///
/// With `clip`, the x_0 put into the update is clipped to [-1, 1]; the noise estimate is not
/// recomputed from it, and the recorded x_0 is unclipped.
func ddim(
  from noise: ImageBatch, levels: [NoiseLevel], clip: Bool,
  denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
) throws -> Trajectory {
  var trajectory = Trajectory()
  var x = noise
  for (index, level) in levels.enumerated() {
    let estimate = try denoise(x, level)
    trajectory.record(x, estimate)
    guard index + 1 < levels.count else { break }
    let next = levels[index + 1]
    // The small constant keeps the division finite at noise 0, as the released sampler has it.
    let noiseScale = (level.noise * level.noise + 1e-8).squareRoot()
    x = x.combined(with: estimate) { x, x0 in
      let e = (x - level.signal * x0) / noiseScale
      let kept = (x - level.noise * e) / level.signal
      return next.signal * (clip ? min(max(kept, -1), 1) : kept) + next.noise * e
    }
  }
  return trajectory
}

/// Euler's or Heun's method on the probability-flow ODE with signal 1 (Karras et al. 2022, Alg. 1);
/// the last step goes to noise 0 by Euler.
func probabilityFlow(
  from noise: ImageBatch, levels: [NoiseLevel], heun: Bool,
  denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
) throws -> Trajectory {
  var trajectory = Trajectory()
  guard let first = levels.first else { return trajectory }
  var x = noise.map { $0 * first.noise }
  for (index, level) in levels.enumerated() {
    let estimate = try denoise(x, level)
    trajectory.record(x, estimate)
    guard index + 1 < levels.count else { break }
    let next = levels[index + 1]
    let step = next.noise - level.noise
    let euler = x.combined(with: estimate) { x, x0 in x + step * (x - x0) / level.noise }
    if heun {
      let slope = x.combined(with: estimate) { x, x0 in (x - x0) / level.noise }
      let corrected = euler.combined(with: try denoise(euler, next)) { x, x0 in
        (x - x0) / next.noise
      }
      let mean = slope.combined(with: corrected) { ($0 + $1) / 2 }
      x = x.combined(with: mean) { x, d in x + step * d }
    } else {
      x = euler
    }
  }
  return trajectory
}

/// The reverse loop of Kamb & Ganguli's released machine: x ← a'/a · x + (s' − a'/a · s) · e with
/// e = (x − a x_0)/s. It is DDIM without clipping, in another arrangement of the same terms.
func kambReverse(
  from noise: ImageBatch, levels: [NoiseLevel],
  denoise: (ImageBatch, NoiseLevel) throws -> ImageBatch
) throws -> Trajectory {
  var trajectory = Trajectory()
  var x = noise
  for (index, level) in levels.enumerated() {
    let estimate = try denoise(x, level)
    trajectory.record(x, estimate)
    guard index + 1 < levels.count else { break }
    let next = levels[index + 1]
    let ratio = next.signal / level.signal
    x = x.combined(with: estimate) { x, x0 in
      let e = (x - level.signal * x0) / level.noise
      return ratio * x + (next.noise - ratio * level.noise) * e
    }
  }
  return trajectory
}
