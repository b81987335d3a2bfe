import Framework

/// A posterior over the few training images that matter at a noisy image and a sample of the others.
///
/// Two screenings: by |Px − aPX_i|², where P averages over blocks of pixels, to m candidates, then by
/// |x − aX_i|² to the nearest. `pca-locality` or `optimal` answers from k_t images alone.
/// Source: GoldDiff (ICML 2026), which goes from k_min at low to k_max at high noise; here with the
/// noise-to-signal ratio r = s/a: k_t = k_min + (k_max − k_min) · r / √(1 + r²), rounded.
///
/// The nearest alone answer badly at high noise, where most of the posterior lies beyond any few of
/// them. So a fraction of the k_t is spread evenly over the images that were passed over, each
/// counted as often as it stands for; `sampled` 0 leaves that out.
public struct GoldenSubset: Denoiser {
  public static let name = "golden-subset"
  public static let summary =
    "Screening by a down-sampled proxy, then a posterior over the nearest images and a sample"
  public static let algorithmVersion = 5
  public static let citations = [Citation.shang2026, .lukoianov2025]
  public static let complexity: String? = "O(n·m + k·p·m)"

  /// What answers from the images that were chosen.
  public enum Exact: String, ChoiceParameter {
    case pcaLocality = "pca-locality"
    case optimal
  }

  /// Sizes that follow the data.
  public enum Twentieth: AbsenceWord { public static let word = "n/20" }
  public enum Tenth: AbsenceWord { public static let word = "n/10" }
  public enum Fourth: AbsenceWord { public static let word = "n/4" }
  public enum Quarter: AbsenceWord { public static let word = "h/4" }

  public struct Parameters: ParameterSet {
    @Parameter("What answers from the chosen images.")
    public var over = Exact.pcaLocality
    @Parameter("Images chosen without noise; n is the size of the training set.", in: 1...)
    public var kMin = Either<Int, Twentieth>.absent
    @Parameter("Images chosen in pure noise.", in: 1...)
    public var kMax = Either<Int, Tenth>.absent
    @Parameter("Candidates by proxy whose own distances are looked at; k_t at least.", in: 1...)
    public var m = Either<Int, Fourth>.absent
    @Parameter("Fraction of the chosen images that stand for all that are not near.", in: 0...1)
    public var sampled = 0.5
    @Parameter("Height of the proxy images; h is that of the images.", in: 1...)
    public var proxyResolution = Either<Int, Quarter>.absent
    @Parameter("pca-locality: smallest |W| in the mask, as a fraction of the largest.", in: 0...1)
    public var threshold = 0.02
    @Parameter("T: divides the logits.", in: .above(0))
    public var temperature = 1.0
    @Parameter("pca-locality: over all chosen images, or the mean over batches of them.")
    public var softmax = SoftmaxScope.exact
    @Parameter("pca-locality: whose largest |W| the threshold refers to.")
    public var scale = LocalityMasks.Scale.global
    @Parameter("pca-locality: whether a pixel reads its column of the mask or its row.")
    public var orientation = LocalityMasks.Orientation.column
    @Parameter("pca-locality: fraction of the total variance removed.", in: 0..<1)
    public var energyCutoff: PerStep<Double> = 0.0
    @Parameter("pca-locality: largest error from leaving out negligible images.", in: 0...)
    public var tolerance = 1e-7
    @Parameter("optimal: only this many nearest images count.", in: 1...)
    public var neighbors = Limit.absent
    public init() {}
  }

  /// What answers at a level; whatever all noisy images share there is made before, on all threads.
  private typealias Answer<Part> =
    @Sendable (NoiseLevel) -> @Sendable (ImageBatch, [ImageStratum]) -> Part

  private let images: ImageStore
  private let proxy: ProxyImages
  private let limits: (low: Int, high: Int)
  private let candidates: Int
  private let sampled: Double
  private let answer: Answer<ImageBatch>
  private let gradients: @Sendable ([Int]) -> Answer<Sensitivity>
  private let spreads: Answer<[[PosteriorSpread]]>

  public static func remarks(_ parameters: Parameters) throws -> [String] {
    parameters.over == .pcaLocality ? LocalityMasks.remarks(threshold: parameters.threshold) : []
  }

  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    images = training.images
    let count = images.count
    limits = (
      min(count, parameters.kMin.value ?? max(1, count / 20)),
      min(count, parameters.kMax.value ?? max(1, count / 10))
    )
    candidates = parameters.m.value ?? count / 4
    proxy = ProxyImages(
      of: images, height: parameters.proxyResolution.value ?? images.shape.height / 4)
    switch parameters.over {
    case .optimal:
      let neighbors = parameters.neighbors.value
      // Among so few nearest images there is nothing that others could stand for.
      sampled = neighbors == nil ? parameters.sampled : 0
      answer = { level in
        let posterior = ImagePosterior(
          at: level, temperature: parameters.temperature, neighbors: neighbors)
        return { posterior.mean(of: $1, given: $0) }
      }
      gradients = { [shape = images.shape] elements in
        { level in
          let gradients = PosteriorGradients(
            at: level, temperature: parameters.temperature, neighbors: neighbors
          ) { PosteriorPatch.whole(shape, answering: $0) }
          return { gradients.sensitivity(of: elements, over: $1, given: $0) }
        }
      }
      spreads = { level in
        let spreads = PosteriorSpreads(
          comparing: WholeImages(), at: level, temperature: parameters.temperature,
          neighbors: neighbors)
        return { spreads.spreads(over: $1, given: $0) }
      }
    case .pcaLocality:
      // Means over batches have no place for images that count more than once.
      sampled = parameters.softmax.batch == nil ? parameters.sampled : 0
      // The parameters that both have go by the same keys.
      let known = PCALocality.Parameters.keys
      let shared = parameters.json.members?.filter { known.contains($0.key) } ?? []
      let locality = try PCALocality(.init(JSON(.object(shared))), fittedTo: training)
      answer = { level in
        let posterior = locality.posterior(at: level)
        return { posterior.mean(of: $1, given: $0) }
      }
      gradients = { elements in
        { level in
          let gradients = locality.gradients(at: level)
          return { gradients.sensitivity(of: elements, over: $1, given: $0) }
        }
      }
      spreads = { level in
        let spreads = locality.spreads(at: level)
        return { spreads.spreads(over: $1, given: $0) }
      }
    }
  }

  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    let answer = answer(level)
    let answers = overChosenImages(noisy, at: level) { answer($0, $1).values }
    return ImageBatch(shape: noisy.shape, values: answers, firstSample: noisy.firstSample)
  }

  /// The gradients of the posterior over the chosen images; which they are counts as fixed.
  public func sensitivity(
    of elements: [Int], noisy: ImageBatch, at level: NoiseLevel
  ) throws -> Sensitivity {
    let gradients = gradients(elements)(level)
    let values = overChosenImages(noisy, at: level) { gradients($0, $1).gradients.values }
    return Sensitivity(
      closedForm: ImageBatch(shape: noisy.shape, values: values), elementCount: elements.count)
  }

  /// What `answer` gives for each noisy image and the images chosen for it.
  private func overChosenImages<Part: Sendable>(
    _ noisy: ImageBatch, at level: NoiseLevel,
    _ answer: @Sendable (ImageBatch, [ImageStratum]) -> [Part]
  ) -> [Part] {
    let size = self.size(at: level)
    guard size < images.count else {
      return answer(noisy, [ImageStratum(images: images)])
    }
    let distances = proxy.squaredDistances(from: noisy, signal: level.signal)
    return WorkPool.shared.map(noisy.count) { query in
      let noisy = noisy[query..<query + 1]
      return answer(noisy, choose(size, for: noisy, level, distances[query]))
    }.flatMap { $0 }
  }

  /// The images that answer to one noisy image.
  private func choose(
    _ size: Int, for noisy: ImageBatch, _ level: NoiseLevel, _ distances: [Float]
  ) -> [ImageStratum] {
    let drawn = Int(Double(size) * sampled)
    let near = size - drawn
    var nearest = smallest(max(near, candidates), of: distances)
    if near < nearest.count {
      let exact = images.selecting(nearest)
        .squaredDistances(from: noisy, signal: level.signal)[0]
      nearest = smallest(near, of: exact).map { nearest[$0] }
    }
    var isNear = [Bool](repeating: false, count: images.count)
    for index in nearest { isNear[index] = true }
    let others = drawn == 0 ? [] : isNear.indices.filter { !isNear[$0] }
    let sample = (0..<drawn).map { others[$0 * others.count / drawn] }
    var chosen: [ImageStratum] = []
    if near > 0 {
      chosen.append(ImageStratum(images: images.selecting(nearest)))
    }
    if drawn > 0 {
      chosen.append(
        ImageStratum(
          images: images.selecting(sample), weight: Double(others.count) / Double(drawn)))
    }
    return chosen
  }

  /// k_t.
  func size(at level: NoiseLevel) -> Int {
    let (a, s) = (level.signal, level.noise)
    let share = s / (a * a + s * s).squareRoot()
    return limits.low + Int((Double(limits.high - limits.low) * share).rounded())
  }

  public static func memory(
    _ parameters: Parameters, shape: ImageShape, count: Int, steps: Int
  ) -> Int {
    let height = parameters.proxyResolution.value ?? max(1, shape.height / 4)
    let proxies =
      shape.channels * height * height * count * MemoryLayout<Float>.stride
    // On each thread the candidates of one query, and those chosen as they are and in groups.
    let copied =
      min(count, parameters.m.value ?? count / 4)
      + 2 * min(count, parameters.kMax.value ?? count / 10)
    let held = proxies + WorkPool.shared.threads * copied * shape.count
    guard parameters.over == .pcaLocality else { return held }
    return held + PCALocality.memory(.init(), shape: shape, count: count, steps: steps)
  }

  public static func sharedMemory(_ parameters: Parameters) -> SharedMemory {
    parameters.over == .pcaLocality ? .spectrum : []
  }
}

extension GoldenSubset: SoftmaxDenoiser {
  /// Over the chosen images, each counted as often as it stands for.
  public func spreads(of noisy: ImageBatch, at level: NoiseLevel) -> [[PosteriorSpread]] {
    let spreads = spreads(level)
    return overChosenImages(noisy, at: level) { spreads($0, $1) }
  }
}
