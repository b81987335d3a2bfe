import Foundation
import Framework
import Testing

@testable import Denoisers

/// How posteriors' weights are spread, against plain Double programs on random images.
@Suite(.serialized)
struct PosteriorSpreadTests {
  private typealias Distances = (_ x: [Double], _ image: [Double]) -> [[Double]]

  static let shape = ImageShape(channels: 2, height: 6, width: 5)
  static let levels = [
    NoiseLevel(signal: 0.0164, noise: 0.9999, step: 0, t: 2),
    NoiseLevel(signal: 0.8, noise: 0.6, step: 1, t: 1),
    NoiseLevel(signal: 1, noise: 0.05, step: 2, t: 0),
  ]
  static let training: TrainingSet = {
    var random = CounterRandom(seed: 3, index: 0, purpose: .syntheticImage)
    let bytes = (0..<70 * shape.count).map { _ in UInt8(random.integer(below: 256)) }
    return TrainingSet(images: ImageStore(shape: shape, bytes: bytes), cache: nil)
  }()

  /// Noised training images, so that low noise has a near one.
  static func noisy(_ level: NoiseLevel) -> ImageBatch {
    var random = CounterRandom(seed: 4, index: 0, purpose: .noise)
    let noise = ImageBatch(shape: shape, values: random.gaussians(3 * shape.count))
    return ImageBatch(level.signal * training.images.batch(of: 10..<13) + level.noise * noise)
  }

  // MARK: The plain program

  /// Squared differences over windows: for each region the distances of one image's places.
  private static func windows(
    _ level: NoiseLevel, _ regions: [(y: Int, x: Int)],
    _ pixels: @escaping (_ y: Int, _ x: Int) -> [(query: (Int, Int), places: [(Int, Int)])]
  ) -> Distances {
    { x, image in
      func at(_ values: [Double], _ c: Int, _ place: (Int, Int)) -> Double {
        values[(c * shape.height + place.0) * shape.width + place.1]
      }
      return regions.map { y, column in
        let window = pixels(y, column)
        guard let choices = window.first?.places.count else { return [] }
        return (0..<choices).map { choice in
          window.reduce(0) { sum, pixel in
            (0..<shape.channels).reduce(sum) { sum, c in
              let gap = at(x, c, pixel.query) - level.signal * at(image, c, pixel.places[choice])
              return sum + gap * gap
            }
          }
        }
      }
    }
  }

  private static let everywhere = (0..<shape.height).flatMap { y in
    (0..<shape.width).map { (y: y, x: $0) }
  }

  /// A window of side k around a pixel, at given other centres.
  private static func local(
    _ level: NoiseLevel, _ k: Int, circular: Bool,
    _ centres: @escaping (_ place: Int, _ size: Int) -> [Int]
  ) -> Distances {
    let (r, h, w) = (k / 2, shape.height, shape.width)
    return windows(level, everywhere) { y, x in
      let choices = centres(y, h).flatMap { v in centres(x, w).map { (v, $0) } }
      return (-r...r).flatMap { dy in
        (-r...r).compactMap { dx -> (query: (Int, Int), places: [(Int, Int)])? in
          var query = (y + dy, x + dx)
          if circular { query = ((query.0 + h) % h, (query.1 + w) % w) }
          guard 0..<h ~= query.0, 0..<w ~= query.1 else { return nil }
          return (query, choices.map { ($0.0 + dy, $0.1 + dx) })
        }
      }
    }
  }

  private static func sets(_ level: NoiseLevel, _ sets: [[Int]]) -> Distances {
    { x, image in
      sets.map { set in
        [
          set.reduce(0) {
            $0 + (x[$1] - level.signal * image[$1]) * (x[$1] - level.signal * image[$1])
          }
        ]
      }
    }
  }

  /// Effective number, entropy and largest weight of each region at one noisy image.
  private func plain(
    _ x: [Double], _ level: NoiseLevel, temperature: Double, images: [Int], _ distances: Distances
  ) -> [PosteriorSpread] {
    let all = images.map { distances(x, Self.training.images.image($0).map(Double.init)) }
    return all[0].indices.map { region in
      let exponents = all.flatMap { $0[region] }.map { $0 / (2 * level.variance * temperature) }
      let least = exponents.min()!
      let total = exponents.reduce(0) { $0 + exp(least - $1) }
      let weights = exponents.map { exp(least - $0) / total }
      return PosteriorSpread(
        effective: 1 / weights.reduce(0) { $0 + $1 * $1 },
        entropy: -weights.reduce(0) { $1 > 0 ? $0 + $1 * log($1) : $0 },
        largest: weights.max()!, terms: Double(weights.count))
    }
  }

  private func check(
    _ model: any SoftmaxDenoiser, temperature: Double = 1, images: [Int] = Array(0..<70),
    _ distances: (NoiseLevel) throws -> Distances
  ) throws {
    for level in Self.levels {
      let noisy = Self.noisy(level)
      let spreads = try model.spreads(of: noisy, at: level)
      #expect(spreads.count == noisy.count)
      for (image, found) in spreads.enumerated() {
        let expected = plain(
          noisy[image].map(Double.init), level, temperature: temperature, images: images,
          try distances(level))
        #expect(found.count == expected.count)
        for (a, b) in zip(found, expected) {
          #expect(abs(a.effective / b.effective - 1) < 1e-9, "\(level.noise)")
          #expect(abs(a.entropy - b.entropy) < 1e-9, "\(level.noise)")
          #expect(abs(a.largest - b.largest) < 1e-9, "\(level.noise)")
          #expect(a.terms == b.terms)
        }
      }
    }
  }

  // MARK: Denoisers

  @Test func optimal() throws {
    let all = Array(0..<Self.shape.count)
    try check(Optimal(.init(), fittedTo: Self.training)) { Self.sets($0, [all]) }
    try check(Optimal(.init(["temperature": 3]), fittedTo: Self.training), temperature: 3) {
      Self.sets($0, [all])
    }
  }

  /// Recorded from `oracle2.posterior_summary`: effective number, entropy, largest weight.
  @Test func optimalAgreesWithTheOracle() throws {
    let shape = ImageShape(channels: 1, height: 3, width: 4)
    func values(_ count: Int, _ value: (Double, Double) -> Double) -> [Float] {
      (0..<count).flatMap { i in (0..<12).map { Float(value(Double(i), Double($0))) } }
    }
    let images = ImageStore(shape: shape, floats: values(12) { sin(3 * $0 + 0.7 * $1) })
    let noisy = ImageBatch(shape: shape, values: values(2) { cos(1.3 * $0 + 0.4 * $1) })
    let model = try Optimal(.init(), fittedTo: TrainingSet(images: images))
    for (a, s, expected) in [
      (
        0.9, 0.8,
        [
          [3.756598176434221, 1.4551013508410657, 0.32666961208525624],
          [3.018614376327414, 1.3705356584508563, 0.47883911008906144],
        ]
      ),
      (
        0.3, 2.0,
        [
          [11.678077638186116, 2.471082529952284, 0.10287678332092402],
          [11.7788842328871, 2.4755004517417247, 0.10269476117316588],
        ]
      ),
      (
        1, 0.05,
        [[1.0000049175311085, 3.4215734339442936e-05, 0.9999975412404912], [1, 8.6e-58, 1]]
      ),
    ] {
      let level = NoiseLevel(signal: a, noise: s, step: 0, t: 0)
      for (found, expected) in zip(model.spreads(of: noisy, at: level), expected) {
        for (a, b) in zip([found[0].effective, found[0].entropy, found[0].largest], expected) {
          // The oracle's sines may differ in their last bit of Float.
          #expect(abs(a - b) < 2e-5 * max(1, abs(b)))
        }
      }
    }
  }

  @Test func nearestImagesAlone() throws {
    let all = Array(0..<Self.shape.count)
    let model = try Optimal(.init(["neighbors": 5]), fittedTo: Self.training)
    for level in Self.levels {
      let noisy = Self.noisy(level)
      let nearest = (0..<70).sorted { a, b in
        func distance(_ image: Int) -> Double {
          Self.sets(level, [all])(
            noisy[0].map(Double.init), Self.training.images.image(image).map(Double.init))[0][0]
        }
        return distance(a) < distance(b)
      }.prefix(5)
      let expected = plain(
        noisy[0].map(Double.init), level, temperature: 1, images: Array(nearest),
        Self.sets(level, [all]))
      let found = model.spreads(of: noisy, at: level)[0]
      #expect(abs(found[0].effective - expected[0].effective) < 1e-9 && found[0].terms == 5)
    }
  }

  @Test(arguments: [1, 3, 5, 11]) func kambLS(_ k: Int) throws {
    try check(KambLS(.init(["scales": .integer(k)]), fittedTo: Self.training)) {
      Self.local($0, k, circular: false) { place, _ in [place] }
    }
  }

  @Test(arguments: [1, 3, 5]) func kambELS(_ k: Int) throws {
    try check(KambELS(.init(["scales": .integer(k)]), fittedTo: Self.training)) {
      Self.local($0, k, circular: true) { _, size in Array(k / 2..<size - k / 2) }
    }
  }

  @Test(arguments: [1, 3, 5, 7]) func kambBBELS(_ k: Int) throws {
    try check(KambBBELS(.init(["scales": .integer(k)]), fittedTo: Self.training)) {
      Self.local($0, k, circular: false) { place, size in
        k >= Self.shape.height || place < k / 2 || place >= size - k / 2
          ? [place] : Array(k / 2..<size - k / 2)
      }
    }
  }

  @Test(arguments: [1, 2, 5]) func pspcSquare(_ p: Int) throws {
    try check(PSPCSquare(.init(["patch_sizes": .integer(p)]), fittedTo: Self.training)) { level in
      let corners = Self.everywhere.filter {
        $0.y + p <= Self.shape.height && $0.x + p <= Self.shape.width
      }
      return Self.windows(level, corners) { y, x in
        (y..<y + p).flatMap { row in (x..<x + p).map { ((row, $0), [(row, $0)]) } }
      }
    }
  }

  @Test(arguments: [0.3, 0.8, 1]) func pspcFlex(_ share: Double) throws {
    let catalogue = try Catalogue(
      denoisers: BuiltInDenoisers.all, datasets: [], schedules: [], metrics: [])
    let parameters = try PSPCFlex.Parameters(
      ["thresholds": .number(share)], catalogue: catalogue)
    let maps = try parameters.heatmaps.maps(for: Self.training)
    let (area, all) = (Self.shape.area, Array(0..<Self.shape.count))
    try check(PSPCFlex(parameters, fittedTo: Self.training)) { level in
      guard share < 1 else { return Self.sets(level, [all]) }
      let masks = try maps(level).masks(share: share)
      return Self.sets(
        level,
        (0..<area).map { place in
          (0..<Self.shape.channels).flatMap { c in masks.pixels(of: place).map { c * area + $0 } }
        })
    }
  }

  @Test func pcaLocality() throws {
    for temperature in [1.0, 2] {
      let model = try PCALocality(
        .init(["threshold": 0.1, "temperature": .number(temperature)]), fittedTo: Self.training)
      let locality = LocalityMasks(
        of: Self.training.spectrum(ddof: 1), shape: Self.shape, threshold: 0.1, scale: .global,
        orientation: .column)
      try check(model, temperature: temperature) { level in
        let masks = locality.masks(at: level, droppingEnergy: 0)
        return Self.sets(level, (0..<Self.shape.count).map { masks.pixels(of: $0) })
      }
    }
  }

  /// Batches of the released softmax: each image has its weight in its batch over their number.
  @Test func batches() throws {
    let level = Self.levels[1]
    let batched = try PCALocality(
      .init(["threshold": 0, "softmax": ["batched": 50]]), fittedTo: Self.training)
    let noisy = Self.noisy(level)
    let all = Array(0..<Self.shape.count)
    for (image, found) in batched.spreads(of: noisy, at: level).enumerated() {
      let parts = [Array(0..<50), Array(50..<70)].map {
        plain(
          noisy[image].map(Double.init), level, temperature: 1, images: $0,
          Self.sets(level, [all]))[0]
      }
      #expect(found.count == Self.shape.count)
      let squares = parts.reduce(0) { $0 + 1 / (4 * $1.effective) }
      #expect(abs(found[0].effective * squares - 1) < 1e-9)
      #expect(abs(found[0].largest - parts.map(\.largest).max()! / 2) < 1e-9)
      #expect(found[0].terms == 70)
    }
  }

  /// With all images chosen it is what it answers with; a sample counts for what it stands for.
  @Test func goldenSubset() throws {
    let all: JSON = ["over": "optimal", "k_min": 70, "k_max": 70]
    let optimal = try Optimal(.init(), fittedTo: Self.training)
    let whole = try GoldenSubset(.init(all), fittedTo: Self.training)
    let part = try GoldenSubset(
      .init(["over": "optimal", "k_min": 20, "k_max": 20]), fittedTo: Self.training)
    for level in Self.levels {
      let noisy = Self.noisy(level)
      #expect(whole.spreads(of: noisy, at: level) == optimal.spreads(of: noisy, at: level))
      for spread in part.spreads(of: noisy, at: level).flatMap({ $0 }) {
        #expect(abs(spread.terms - 70) < 1e-9)
        #expect(spread.effective >= 1 - 1e-12 && spread.effective <= 70 + 1e-9)
      }
    }
    // In pure noise all images count alike, sampled or not.
    let noise = NoiseLevel(signal: 1e-6, noise: 1, step: 0, t: 0)
    for spread in part.spreads(of: Self.noisy(noise), at: noise).flatMap({ $0 }) {
      #expect(abs(spread.entropy - log(70)) < 1e-3)
    }
  }

  // MARK: Laws

  static let names = BuiltInDenoisers.all.filter { $0 is any SoftmaxDenoiser.Type }.map { $0.name }

  @Test func theSoftmaxDenoisersAreKnown() {
    #expect(
      Set(Self.names) == [
        "optimal", "kamb-ls", "kamb-els", "kamb-bbels", "pspc-square", "pspc-flex",
        "pca-locality", "golden-subset",
      ])
  }

  @Test(arguments: names) func dependOnTheImageAlone(_ name: String) throws {
    let threads = WorkPool.shared.threads
    defer { WorkPool.shared.limit(to: threads) }
    let laws = DenoiserLawTests()
    for level in DenoiserLawTests.levels.prefix(3) {
      var all: [[[PosteriorSpread]]] = []
      for count in [1, 3] {
        WorkPool.shared.limit(to: count)
        let made = try laws.make(name, on: DenoiserLawTests.smallTraining)
        let model = try #require(made as? any SoftmaxDenoiser)
        all.append(try model.spreads(of: DenoiserLawTests.noisy[0..<3], at: level))
        #expect(
          try model.spreads(of: DenoiserLawTests.noisy[1..<2], at: level)[0] == all[0][1])
      }
      #expect(all[0] == all[1])
      for spread in all[0].flatMap({ $0 }) {
        #expect(spread.effective > 1 - 1e-12 && spread.effective < spread.terms + 1e-6)
        #expect(spread.entropy >= 0 && spread.entropy < log(spread.terms) + 1e-9)
        #expect(spread.largest > 1 / spread.terms - 1e-9 && spread.largest <= 1 + 1e-12)
      }
    }
  }
}
