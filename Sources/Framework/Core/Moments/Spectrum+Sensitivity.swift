extension Spectrum {
  /// U diag(a²λ / (s² + a²λ)) Uᵀ: how strongly the Wiener filter's answer at one pixel, times a,
  /// depends on each pixel of the noisy image. Symmetric, m × m.
  ///
  /// - Parameter fraction: the weakest components that together hold at most this fraction of the
  ///   energy are left out.
  package func sensitivity(at level: NoiseLevel, droppingEnergy fraction: Double = 0) -> Matrix<
    Double
  > {
    let kept = rank(droppingEnergy: fraction)
    let size = mean.count
    let strongest = Matrix(
      rows: kept, columns: size, values: Array(vectors.values[..<(kept * size)]))
    var scaled = strongest
    let (a, s) = (level.signal * level.signal, level.noise * level.noise)
    for (component, value) in values[..<kept].enumerated() {
      let gain = a * value / (s + a * value)
      for index in component * size..<(component + 1) * size { scaled.values[index] *= gain }
    }
    return strongest.multiplied(by: scaled, transposingSelf: true)
  }
}
