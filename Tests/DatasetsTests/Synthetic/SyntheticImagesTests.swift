import Datasets
import Testing

struct SyntheticImagesTests {
  /// Hashes of the first twelve images: a change here changes every population ever used.
  @Test(arguments: [
    (SyntheticFamily.deadLeaves, UInt64(0xa7ce_79e5_300c_020b), UInt64(0xa641_d0eb_68eb_fa46)),
    (.smoothField, 0xb87c_6c08_0f3e_9b47, 0x953f_2d5c_2084_77e7),
    (.shapes, 0x5ff8_3626_a4c9_d731, 0xefac_d35f_e9d3_c285),
    (.mixed, 0x99c5_97d1_ae0a_5aa3, 0x2363_5116_f312_bc58),
  ])
  func populationsNeverChange(family: SyntheticFamily, grey: UInt64, color: UInt64) {
    let small = generate(0..<12, family: family)
    let large = generate(0..<12, channels: 3, height: 11, width: 14, family: family, seed: 7)
    #expect(hash(small.pixels + small.labels) == grey)
    #expect(hash(large.pixels + large.labels) == color)
  }

  @Test(arguments: SyntheticFamily.allCases)
  func rangesJoinAndLargePopulationsBeginWithSmallOnes(family: SyntheticFamily) {
    let whole = generate(0..<40, channels: 3, family: family)
    let first = generate(0..<13, channels: 3, family: family)
    let middle = generate(13..<14, channels: 3, family: family)
    let rest = generate(14..<40, channels: 3, family: family)
    #expect(whole.pixels == first.pixels + middle.pixels + rest.pixels)
    #expect(whole.labels == first.labels + middle.labels + rest.labels)
    let none = generate(5..<5, family: family)
    #expect(none.pixels.isEmpty && none.labels.isEmpty)
  }

  @Test(arguments: SyntheticFamily.allCases)
  func imagesOfAPopulationAndOfTwoSeedsDiffer(family: SyntheticFamily) {
    let images = [
      generate(0..<100, family: family), generate(0..<100, family: family, seed: 1),
      generate(1 << 40..<1 << 40 + 100, family: family),
    ]
    let all = images.flatMap { population in
      (0..<100).map { Array(population.pixels[$0 * 256..<($0 + 1) * 256]) }
    }
    #expect(Set(all).count == 300)
  }

  @Test(arguments: SyntheticFamily.allCases)
  func everyClassOccursAboutEquallyOften(family: SyntheticFamily) {
    let classes = SyntheticImages.classNames(of: family)
    let labels = generate(0..<1200, height: 4, width: 4, family: family).labels
    #expect(Set(classes).count == classes.count)
    let expected = 1200 / Double(classes.count)
    for label in classes.indices {
      let found = labels.filter { Int($0) == label }.count
      // 4.5 standard deviations of a Poisson count.
      #expect(abs(Double(found) - expected) < 4.5 * expected.squareRoot(), "\(classes[label])")
    }
    #expect(labels.allSatisfy { $0 < classes.count })
  }

  @Test(arguments: SyntheticFamily.allCases, [1, 3])
  func tonesAreWellUsedAndNotClipped(family: SyntheticFamily, channels: Int) {
    let count = 400
    let pixels = generate(0..<count, channels: channels, height: 12, width: 12, family: family)
      .pixels
    let sorted = pixels.sorted()
    #expect(sorted[0] >= 5 && sorted[sorted.count - 1] <= 250)
    #expect(sorted[sorted.count / 20] < 80 && sorted[sorted.count * 19 / 20] > 175)
    // No tone takes more than a tenth of all pixels.
    var histogram = [Int](repeating: 0, count: 256)
    for pixel in pixels { histogram[Int(pixel)] += 1 }
    #expect(histogram.allSatisfy { $0 < pixels.count / 10 })
    // A flat image would have no variance to explain.
    let size = pixels.count / count
    for image in 0..<count {
      #expect(deviation(pixels[image * size..<(image + 1) * size]) > 15, "image \(image)")
    }
  }

  @Test(
    arguments: SyntheticFamily.allCases, [(4, 4), (9, 8), (13, 31), (40, 5), (4, 300), (33, 33)])
  func everyShapeWorks(family: SyntheticFamily, size: (height: Int, width: Int)) {
    for channels in [1, 3] {
      let (pixels, labels) = generate(
        3..<8, channels: channels, height: size.height, width: size.width, family: family)
      #expect(labels.count == 5)
      #expect(pixels.count == 5 * channels * size.height * size.width)
      #expect(Set(pixels).count > 4)
    }
  }

  @Test(arguments: SyntheticFamily.allCases)
  func channelsOfColorImagesAreCorrelatedButNotEqual(family: SyntheticFamily) {
    let count = 200
    let pixels = generate(0..<count, channels: 3, height: 8, width: 8, family: family).pixels
    var red: [Double] = []
    var blue: [Double] = []
    for image in 0..<count {
      red += pixels[image * 192..<image * 192 + 64].map(Double.init)
      blue += pixels[image * 192 + 128..<image * 192 + 192].map(Double.init)
    }
    let correlation = correlation(red, blue)
    #expect(correlation > 0.4 && correlation < 0.95, "\(correlation)")
  }

  /// Twice the pixels show the same scene: a pixel is about the mean of the four, within 9 grey
  /// levels on average (two images of a family are some 60 apart).
  @Test(arguments: SyntheticFamily.allCases)
  func resolutionDoesNotChangeTheScene(family: SyntheticFamily) {
    let count = 60
    let coarse = generate(0..<count, family: family).pixels
    let fine = generate(0..<count, height: 32, width: 32, family: family).pixels
    var sum = 0.0
    for i in coarse.indices {
      let (image, row, column) = (i / 256, i % 256 / 16, i % 16)
      let first = image * 1024 + row * 64 + column * 2
      let four = [fine[first], fine[first + 1], fine[first + 32], fine[first + 33]]
      sum += abs(Double(coarse[i]) - four.reduce(0.0) { $0 + Double($1) } / 4)
    }
    #expect(sum / Double(coarse.count) < 9, "\(sum / Double(coarse.count)) grey levels")
  }

  private func generate(
    _ range: Range<Int>, channels: Int = 1, height: Int = 16, width: Int = 16,
    family: SyntheticFamily, seed: UInt64 = 0
  ) -> (pixels: [UInt8], labels: [UInt8]) {
    SyntheticImages.generate(
      range: range, channels: channels, height: height, width: width, family: family, seed: seed)
  }

  /// FNV-1a, 64 bits.
  private func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  private func deviation(_ pixels: ArraySlice<UInt8>) -> Double {
    let mean = pixels.reduce(0.0) { $0 + Double($1) } / Double(pixels.count)
    let squares = pixels.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (squares / Double(pixels.count)).squareRoot()
  }

  private func correlation(_ a: [Double], _ b: [Double]) -> Double {
    let n = Double(a.count)
    let (meanA, meanB) = (a.reduce(0, +) / n, b.reduce(0, +) / n)
    var (ab, aa, bb) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      ab += (x - meanA) * (y - meanB)
      aa += (x - meanA) * (x - meanA)
      bb += (y - meanB) * (y - meanB)
    }
    return ab / (aa * bb).squareRoot()
  }
}
