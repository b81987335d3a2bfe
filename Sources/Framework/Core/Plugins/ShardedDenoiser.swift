/// A denoiser whose answers are made of sums over all training images, so that several processes can
/// answer together, each of which goes over a part of the images: the key `data_shard` of a spec.
public protocol ShardedDenoiser: Denoiser {
  /// As ``Denoiser/denoise(_:at:)``; the images are read by what `scan` goes over, and by nothing else.
  ///
  /// What depends on the scan must be asked in the same order in every process.
  /// - Throws: ``ScanPause`` where parts of other processes are missing.
  func denoise(
    _ noisy: ImageBatch, at level: NoiseLevel, through scan: DataScan
  ) throws -> ImageBatch

  /// How often an answer goes over the data at most: 2 where sums are made with the result of others.
  ///
  /// - Throws: ``SpecIssue`` for values with which processes cannot share the data.
  static func dataPasses(_ parameters: Parameters) throws -> Int
}

extension ShardedDenoiser {
  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    try denoise(noisy, at: level, through: .whole)
  }
}
