import Denoisers
import Framework
import Testing

struct WienerTests {
  @Test(arguments: Golden.sets)
  func agreesWithTheRelease(_ golden: Golden) throws {
    let wiener = try Wiener(.init(), fittedTo: golden.training())
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let answer = try wiener.denoise(try golden.batch("ddpm_xt", index), at: level)
      #expect(difference(answer, try golden.batch("ddpm_wiener", index)) < 1e-4, "t = \(level.t)")
    }
  }

  /// Niedoba et al.'s Gaussian denoiser divides by n and has a low-rank form.
  @Test(arguments: Golden.sets)
  func agreesWithTheGaussianDenoiser(_ golden: Golden) throws {
    let training = try golden.training()
    let full = try Wiener(.init(["ddof": 0]), fittedTo: training)
    let low = try Wiener(.init(["ddof": 0, "rank": 20]), fittedTo: training)
    for (index, level) in try golden.edmLevels().enumerated() {
      let noisy = try golden.batch("pspc_z", index)
      let gaussian = try golden.batch("pspc_gaussian", index)
      let rank20 = try golden.batch("pspc_gaussian_rank20", index)
      #expect(try difference(full.denoise(noisy, at: level), gaussian) < 1e-4)
      #expect(try difference(low.denoise(noisy, at: level), rank20) < 1e-4)
    }
  }

  @Test(arguments: Golden.sets)
  func agreesAlongTheWholeTrajectory(_ golden: Golden) throws {
    let wiener = try Wiener(.init(), fittedTo: golden.training())
    try expectTrajectory(of: wiener, golden, called: "wiener")
  }

  /// The same filter without a spectrum: with M = s²I + a²Σ it is (I − s²M⁻¹)/a, by a Cholesky factor.
  @Test(arguments: Golden.sets)
  func agreesWithCholeskyFactors(_ golden: Golden) throws {
    let training = try golden.training()
    let wiener = try Wiener(.init(), fittedTo: training)
    let moments = training.moments(ddof: 1)
    for (index, level) in try golden.ddpmLevels().enumerated() {
      let (a, variance) = (level.signal, level.variance)
      var matrix = moments.covariance
      for index in matrix.values.indices { matrix.values[index] *= a * a }
      for pixel in 0..<matrix.rows { matrix[pixel, pixel] += variance }
      let factor = try Cholesky(of: matrix)
      let noisy = try golden.batch("ddpm_xt", index)
      var rows = Matrix<Double>(rows: noisy.count, columns: noisy.shape.count)
      for place in rows.values.indices {
        rows.values[place] = Double(noisy.values[place]) - a * moments.mean[place % rows.columns]
      }
      let solved = factor.solve(rows)
      let answer = try wiener.denoise(noisy, at: level)
      let gap = rows.values.indices.reduce(0.0) { gap, place in
        let part = (rows.values[place] - variance * solved.values[place]) / a
        let expected = moments.mean[place % rows.columns] + part
        return max(gap, abs(Double(answer.values[place]) - expected))
      }
      #expect(gap < 1e-6, "t = \(level.t)")
    }
  }

  /// A per-step list applies its entry to its step.
  @Test func cutoffsGoByStep() throws {
    let golden = Golden.sets[0]
    let training = try golden.training()
    let noisy = try golden.batch("ddpm_xt", 1)
    let level = try golden.ddpmLevels()[1]
    let listed = try Wiener(.init(["energy_cutoff": [0.5, 0.02, 0]]), fittedTo: training)
    for (step, cutoff) in [0.5, 0.02, 0].enumerated() {
      let one = try Wiener(.init(["energy_cutoff": .number(cutoff)]), fittedTo: training)
      let there = NoiseLevel(
        signal: level.signal, noise: level.noise, step: step, t: level.t)
      let gap = try difference(listed.denoise(noisy, at: there), one.denoise(noisy, at: there))
      #expect(gap < 1e-6)
    }
  }

  @Test func rankZeroAndTooFewImagesAnswerWithTheMean() throws {
    let golden = Golden.sets[1]
    let noisy = try golden.batch("ddpm_xt", 1)
    let level = try golden.ddpmLevels()[1]
    for (parameters, limit) in [(["rank": 0] as JSON, 400), ([:], 1)] {
      let training = try golden.training(limit: limit)
      let wiener = try Wiener(.init(parameters), fittedTo: training)
      let mean = training.moments(ddof: 1).mean
      let answer = try wiener.denoise(noisy, at: level)
      for (index, value) in answer.values.enumerated() {
        #expect(abs(Double(value) - mean[index % mean.count]) < 1e-6)
      }
    }
  }

  /// Energies 8, 1, 1: the two weakest hold exactly a fifth.
  @Test func dropsAtMostTheGivenEnergy() {
    let spectrum = Spectrum(of: Moments(mean: [0, 0, 0], variances: [8, 1, 1]))
    for (fraction, rank) in [(0, 3), (0.05, 3), (0.1, 2), (0.15, 2), (0.2, 1), (0.99, 1)] {
      #expect(spectrum.rank(droppingEnergy: fraction) == rank, "\(fraction)")
    }
  }
}

extension Moments {
  init(mean: [Double], variances: [Double]) {
    var covariance = Matrix<Double>(rows: mean.count, columns: mean.count)
    for (index, variance) in variances.enumerated() { covariance[index, index] = variance }
    self.init(mean: mean, covariance: covariance)
  }
}
