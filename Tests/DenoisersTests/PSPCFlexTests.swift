import Foundation
import Framework
import Testing

@testable import Denoisers

struct PSPCFlexTests {
  func parameters(_ golden: Golden, thresholds: [Double]? = nil) throws -> PSPCFlex.Parameters {
    let file = Golden.folder.appendingPathComponent("\(golden.name)_pspc_heatmaps.npy")
    let shares = try thresholds ?? golden.array("pspc_thresholds").doubles()
    return try .init([
      "heatmaps": .string(file.path), "thresholds": .array(shares.map { .number($0) }),
    ])
  }

  @Test(arguments: Golden.sets)
  func agreesWithTheRelease(_ golden: Golden) throws {
    let model = try PSPCFlex(parameters(golden), fittedTo: golden.training())
    for (index, level) in try golden.edmLevels().enumerated() {
      let answer = try model.denoise(try golden.batch("pspc_z", index), at: level)
      let gap = difference(answer, try golden.batch("pspc_flex", index))
      #expect(gap < 1e-4, "sigma = \(level.noise)")
    }
  }

  /// Every patch and overlap in plain loops, over the maps of the Wiener filter, with a pixel that is
  /// constant in the data: its map is empty, and so it gets the mean.
  @Test func agreesWithTheDefinitionOverTheWienerFilter() throws {
    let shape = ImageShape(channels: 3, height: 3, width: 4)
    let area = 12
    var random = CounterRandom(seed: 4, index: 0, purpose: .syntheticImage)
    var floats = (0..<70 * shape.count).map { _ in Float(random.uniform(in: -1..<1)) }
    for image in 0..<70 { for c in 0..<3 { floats[(image * 3 + c) * area + 5] = 0.25 } }
    let training = TrainingSet(images: ImageStore(shape: shape, floats: floats))
    let images = (0..<70).map { training.images.image($0).map(Double.init) }
    let queries = ImageBatch(shape: shape, values: random.gaussians(2 * shape.count))
    for noise in [0.05, 0.4, 2, 40] {
      let level = NoiseLevel(signal: 0.9, noise: noise, step: 0, t: 0)
      let masks = SensitivityMaps(of: training.spectrum(ddof: 1), shape: shape, at: level)
        .masks(share: 0.6)
      #expect(masks.count(of: 5) == 0)
      var answer = try PSPCFlex(.init(["thresholds": 0.6]), fittedTo: training)
        .denoise(queries, at: level).values
      for query in 0..<2 {
        let x = queries[query].map(Double.init)
        var sums = [Double](repeating: 0, count: shape.count)
        var holders = [Double](repeating: 0, count: area)
        for patch in 0..<area {
          let pixels = (0..<area).filter { masks[patch, $0] }
          let distances = images.map { image in
            var sum = 0.0
            for pixel in pixels {
              for place in [pixel, pixel + area, pixel + 2 * area] {
                sum += pow(x[place] - 0.9 * image[place], 2)
              }
            }
            return sum
          }
          let least = distances.min() ?? 0
          let weights = distances.map { exp((least - $0) / (2 * noise * noise)) }
          let total = weights.reduce(0, +)
          for pixel in patch == 5 ? [5] : pixels {
            holders[pixel] += 1
            for c in 0..<3 {
              let place = c * area + pixel
              sums[place] += zip(weights, images).reduce(0) { $0 + $1.0 * $1.1[place] } / total
            }
          }
        }
        for place in 0..<shape.count {
          let value = Double(answer.removeFirst())
          #expect(abs(value - sums[place] / holders[place % area]) < 1e-4, "noise \(noise)")
        }
      }
    }
  }

  @Test func theWholeHeatMeansOptimal() throws {
    let training = try Golden.sets[1].training()
    let level = try Golden.sets[1].edmLevels()[3]
    let noisy = try Golden.sets[1].batch("pspc_z", 3)
    let model = try PSPCFlex(.init(["thresholds": 1]), fittedTo: training)
    let optimal = try Optimal(.init(), fittedTo: training)
    #expect(try model.denoise(noisy, at: level) == optimal.denoise(noisy, at: level))
  }

  /// The smallest set that holds the share: the last pixel in is the one that completes it.
  @Test func masksHoldTheirShare() {
    let maps = SensitivityMaps(
      height: 1, width: 4, heat: [4, 3, 2, 1] + [1, 1, 1, 1] + [0, 0, 0, 0] + [0, 0, 0, 5])
    func pixels(_ share: Double, _ map: Int) -> [Int] {
      let masks = maps.masks(share: share)
      return (0..<4).filter { masks[map, $0] }
    }
    #expect(pixels(0.35, 0) == [0])
    #expect(pixels(0.65, 0) == [0, 1])
    #expect(pixels(0.85, 0) == [0, 1, 2])
    #expect(pixels(1, 0) == [0, 1, 2, 3])
    // The first of equals goes first from the bottom.
    #expect(pixels(0.5, 1) == [1, 2, 3])
    #expect(pixels(0.5, 2) == [])
    #expect(pixels(0.5, 3) == [3])
  }

  /// Maps from a denoiser: the Wiener filter's own are |W| up to the factor a, and those of a local
  /// machine hold its windows.
  @Test func mapsFromADenoiser() throws {
    let training = try Golden.sets[1].training()
    let catalogue = try Catalogue(
      denoisers: BuiltInDenoisers.all, datasets: [], schedules: [], metrics: [])
    func model(_ from: JSON) throws -> PSPCFlex {
      try PSPCFlex(
        .init(
          ["heatmaps": ["from": from, "images": 2], "thresholds": 0.4], catalogue: catalogue),
        fittedTo: training)
    }
    let noisy = try Golden.sets[1].batch("pspc_z", 2)
    let level = try Golden.sets[1].edmLevels()[2]
    let filter = try PSPCFlex(.init(["thresholds": 0.4]), fittedTo: training)
    let gap = try difference(
      model(["name": "wiener"]).denoise(noisy, at: level), filter.denoise(noisy, at: level))
    #expect(gap < 1e-5)

    let local = try KambLS(.init(["scales": 3]), fittedTo: training)
    let maps = try SensitivityMaps(of: local, fittedTo: training, images: 3, at: level)
    let masks = maps.masks(share: 1 - 1e-6)
    #expect(
      (0..<64).allSatisfy { masks[27, $0] == ([18, 19, 20, 26, 27, 28, 34, 35, 36].contains($0)) })
    #expect(
      try SensitivityMaps(of: local, fittedTo: training, images: 3, at: level).heat == maps.heat)
    let text = try PSPCFlex.Parameters(
      ["heatmaps": ["from": "optimal"]], catalogue: catalogue
    ).heatmaps.json
    #expect(
      text == ["from": ["name": "optimal", "temperature": 1.0, "neighbors": "all"], "images": 8])
  }

  /// A pixel whose answer depends on nothing, as one that is constant in the data, looks at itself.
  @Test func aMapWithoutHeatLooksAtThePixelItself() throws {
    let shape = ImageShape(channels: 1, height: 2, width: 2)
    let floats: [Float] = [
      0, 1, 0.5, 0.9, 0.25, 0.75, 0.5, -0.4, 0.5, -0.3, 0.5, 0.1, 0.8, -0.9, 0.5, 0.2,
    ]
    let training = TrainingSet(images: ImageStore(shape: shape, floats: floats))
    let optimal = try Optimal(.init(), fittedTo: training)
    let level = NoiseLevel(signal: 1, noise: 0.5, step: 0, t: 0)
    let masks = try SensitivityMaps(of: optimal, fittedTo: training, images: 2, at: level)
      .masks(share: 0.999)
    #expect(masks.pixels(of: 2) == [2])
    #expect(masks.pixels(of: 1).count > 1)
  }

  /// Maps that are zero everywhere say nothing: the step and the way out are named.
  @Test func refusesMapsThatAreZeroEverywhere() throws {
    let training = try Golden.sets[1].training()
    let catalogue = try Catalogue(
      denoisers: BuiltInDenoisers.all, datasets: [], schedules: [], metrics: [])
    let model = try PSPCFlex(
      .init(["heatmaps": ["from": ["name": "nearest"], "images": 1]], catalogue: catalogue),
      fittedTo: training)
    let (level, noisy) = (
      try Golden.sets[1].edmLevels()[2], try Golden.sets[1].batch("pspc_z", 2)
    )
    let error = #expect(throws: SensitivityError.self) { try model.denoise(noisy, at: level) }
    let text = "\(try #require(error))"
    #expect(text.contains("of nearest are zero for all 64 pixels at step 2"))
    #expect(text.contains("take them from another denoiser"))

    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("locus-maps-\(UUID().uuidString).npy")
    defer { try? FileManager.default.removeItem(at: file) }
    var heat = [Float](repeating: 0, count: 2 * 64 * 64)
    heat[64 * 64 - 1] = 1
    try NpyArray(heat, shape: [2, 8, 8, 8, 8]).write(to: file)
    let fromFile = try PSPCFlex(.init(["heatmaps": .string(file.path)]), fittedTo: training)
    _ = try fromFile.denoise(noisy, at: NoiseLevel(signal: 1, noise: 1, step: 0, t: 1))
    let other = #expect(throws: FormatError.self) {
      try fromFile.denoise(noisy, at: NoiseLevel(signal: 1, noise: 1, step: 1, t: 1))
    }
    #expect(other?.problem == "the heat maps of step 1 are zero for all 64 pixels")
  }

  @Test func refusesMapsThatDoNotFit() throws {
    let small = Golden.sets[1]
    let training = try small.training()
    #expect(throws: FormatError.self) {
      try PSPCFlex(parameters(Golden.sets[0]), fittedTo: training)
    }
    let model = try PSPCFlex(
      parameters(small, thresholds: [Double](repeating: 0.5, count: 7)), fittedTo: training)
    let level = NoiseLevel(signal: 1, noise: 1, step: 6, t: 1)
    #expect(throws: FormatError.self) {
      try model.denoise(try small.batch("pspc_z", 0), at: level)
    }
    for json in [["from": "unet"], ["from": ["name": "unet"]], ["file": "x"], 3] as [JSON] {
      #expect(throws: SpecIssues.self) { try PSPCFlex.Parameters(["heatmaps": json]) }
    }
    for share in [0, 1.5] as [JSON] {
      #expect(throws: SpecIssues.self) { try PSPCFlex.Parameters(["thresholds": share]) }
    }
    #expect(try PSPCFlex.Parameters([:]).heatmaps.json == ["from": "wiener"])
  }

  /// The release on crops of CIFAR-10.
  @Test(.enabled(if: Shared.isThere, Shared.skipped))
  func agreesWithTheReleaseOnRealData() throws {
    let data = RealDataTests()
    let whole = try data.cifar(200).images
    let shape = ImageShape(channels: 3, height: 16, width: 16)
    var crops: [Float] = []
    for index in 0..<200 {
      let image = whole.image(index)
      for row in 0..<3 * 32 where (8..<24).contains(row % 32) {
        crops += image[row * 32 + 8..<row * 32 + 24]
      }
    }
    let training = TrainingSet(images: ImageStore(shape: shape, floats: crops))
    let shares = try Shared.golden("pspc/flex16_thresholds").doubles()
    let file = Shared.folder!.appendingPathComponent("golden/real/pspc/flex16_heatmaps.npy")
    let model = try PSPCFlex(
      .init([
        "heatmaps": .string(file.path), "thresholds": .array(shares.map { .number($0) }),
      ]), fittedTo: training)
    for (index, sigma) in try Shared.golden("pspc/flex16_t").doubles().enumerated() {
      let level = NoiseLevel(signal: 1, noise: sigma, step: index, t: sigma)
      let noisy = data.batch(try Shared.golden("pspc/flex16_z"), index)
      let gap = try difference(
        model.denoise(noisy, at: level), data.batch(Shared.golden("pspc/flex16_out"), index))
      #expect(gap < 3e-4, "sigma = \(sigma): \(gap)")
    }
  }
}
