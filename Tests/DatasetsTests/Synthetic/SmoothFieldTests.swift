import Datasets
import Foundation
import Framework
import Testing

struct SmoothFieldTests {
  /// Power falls as f^-2.4 before the pixels average over their area, and as about f^-2.8 in the
  /// image, like photographs of this size (CIFAR-10 at 16 x 16: -2.9 by the same estimate).
  @Test func powerSpectrumFallsLikeThatOfPhotographs() {
    let side = 16
    let count = 300
    let pixels = SyntheticImages.generate(
      range: 0..<count, channels: 1, height: side, width: side, family: .smoothField, seed: 3
    ).pixels
    var power = [Double](repeating: 0, count: side * side)
    for image in 0..<count {
      let values = pixels[image * side * side..<(image + 1) * side * side].map(Double.init)
      for (i, value) in windowedPower(values, side: side).enumerated() { power[i] += value }
    }
    let slope = radialSlope(power, side: side)
    #expect(abs(slope + 2.8) < 0.25, "\(slope)")
  }

  /// The estimate itself, on noise of equal power everywhere.
  @Test func estimateFindsNoSlopeInWhiteNoise() {
    let side = 16
    var random = CounterRandom(seed: 0, index: 0, purpose: .noise)
    var power = [Double](repeating: 0, count: side * side)
    for _ in 0..<100 {
      let values = (0..<side * side).map { _ in random.gaussian() }
      for (i, value) in windowedPower(values, side: side).enumerated() { power[i] += value }
    }
    #expect(abs(radialSlope(power, side: side)) < 0.25)
  }

  /// Squared magnitude of the transform of a field without its mean, under a Hann window, which
  /// keeps the jump between opposite borders from leaking into all frequencies.
  private func windowedPower(_ values: [Double], side: Int) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    let window = (0..<side).map {
      0.5 - 0.5 * cos(2 * Double.pi * Double($0 + 1) / Double(side + 1))
    }
    let cosines = (0..<side).map { cos(2 * Double.pi * Double($0) / Double(side)) }
    let sines = (0..<side).map { sin(2 * Double.pi * Double($0) / Double(side)) }
    var real = values.indices.map { (values[$0] - mean) * window[$0 / side] * window[$0 % side] }
    var imaginary = [Double](repeating: 0, count: values.count)
    // Rows, then columns: (start of the line, distance of its elements).
    for lines in [(0..<side).map { ($0 * side, 1) }, (0..<side).map { ($0, side) }] {
      for (start, stride) in lines {
        let line = (0..<side).map {
          (real[start + $0 * stride], imaginary[start + $0 * stride])
        }
        for frequency in 0..<side {
          var sum = (0.0, 0.0)
          for (k, value) in line.enumerated() {
            let turn = k * frequency % side
            sum.0 += value.0 * cosines[turn] + value.1 * sines[turn]
            sum.1 += value.1 * cosines[turn] - value.0 * sines[turn]
          }
          real[start + frequency * stride] = sum.0
          imaginary[start + frequency * stride] = sum.1
        }
      }
    }
    return real.indices.map { real[$0] * real[$0] + imaginary[$0] * imaginary[$0] }
  }

  /// Slope of log power, averaged over rings of frequencies from 2 to side / 2, against log
  /// frequency.
  private func radialSlope(_ power: [Double], side: Int) -> Double {
    var points: [(x: Double, y: Double)] = []
    for ring in 2...side / 2 {
      var sum = 0.0
      var members = 0.0
      for i in power.indices {
        let (v, u) = (min(i / side, side - i / side), min(i % side, side - i % side))
        let frequency = Double(u * u + v * v).squareRoot()
        if frequency >= Double(ring) - 0.5 && frequency < Double(ring) + 0.5 {
          sum += power[i]
          members += 1
        }
      }
      points.append((log(Double(ring)), log(sum / members)))
    }
    let n = Double(points.count)
    let meanX = points.reduce(0) { $0 + $1.x } / n
    let meanY = points.reduce(0) { $0 + $1.y } / n
    let product = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
    return product / points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
  }
}
