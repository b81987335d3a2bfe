/// What a denoiser is fitted to: the images, and quantities that several denoisers share.
public final class TrainingSet: Sendable {
  public let images: ImageStore
  public let labels: [Int]?
  /// SHA-256 of the images; see ``ImageStore/contentHash()``.
  public let contentHash: String
  /// The run's seed, for denoisers that draw random numbers.
  public let seed: Int

  private let cache: SpectrumCache?
  /// Where masks that follow from the spectrum are kept between runs.
  package let maskCache: MaskCache?
  private let moments = OnceByKey<Int, Moments>()
  private let spectra = OnceByKey<Int, Spectrum>()

  /// - Parameters:
  ///   - contentHash: the images' hash, where it is known already.
  ///   - cache: where spectra are kept between runs; nil computes all anew, also masks.
  ///   - maskCache: where masks are kept.
  /// - Precondition: there is at least one image.
  public init(
    images: ImageStore, labels: [Int]? = nil, contentHash: String? = nil, seed: Int = 0,
    cache: SpectrumCache? = .standard, maskCache: MaskCache? = .standard
  ) {
    precondition(images.count > 0, "a training set has at least one image")
    self.images = images
    self.labels = labels
    self.contentHash = contentHash ?? images.contentHash()
    self.seed = seed
    self.cache = cache
    self.maskCache = cache == nil ? nil : maskCache
  }

  public var shape: ImageShape { images.shape }

  /// Mean and covariance, computed once for all denoisers.
  ///
  /// - Parameter ddof: the covariance is divided by n − ddof; one image has covariance 0.
  public func moments(ddof: Int) -> Moments {
    moments.value(for: ddof) { Moments(of: images, ddof: ddof) }
  }

  /// Eigenvalues and eigenvectors of the covariance, computed once for all denoisers and kept on
  /// disk between runs.
  public func spectrum(ddof: Int) -> Spectrum {
    spectra.value(for: ddof) {
      let make = { Spectrum(of: self.moments(ddof: ddof)) }
      return cache?.spectrum(
        contentHash: contentHash, ddof: ddof, dimension: shape.count, make: make) ?? make()
    }
  }

  /// What tells the spectrum from every other that may have other bits, for the names of files.
  package func spectrumIdentity(ddof: Int) -> String {
    SpectrumCache.identity(contentHash: contentHash, ddof: ddof)
  }
}
