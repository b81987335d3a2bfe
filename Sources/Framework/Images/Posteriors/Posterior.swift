/// A posterior mean of training images given noisy ones, x = a X + s e: every place of the answer is
/// the mean of what the images have there, weighted by how likely the noisy image is given each.
///
/// | type | compares at each place | answers with |
/// |---|---|---|
/// | ``ImagePosterior`` | whole images | the images |
/// | ``WindowPosterior`` | the window around it, with the same place or with others | its centre |
/// | ``PatchPosterior`` | all square patches that cover it | the mean over the patches |
/// | ``MaskPosterior`` | any set of pixels, one for each place | the place |
/// | ``OverlapPosterior`` | all sets of pixels that hold it | the mean over the sets |
/// | ``PrecisionPosterior`` | weighted pixels, for each of a collection | shares of the collection |
///
/// All are made for one noise level, by what they look at, `at` the level, the `temperature` T where
/// there is one, and the `tolerance`: the largest error that leaving out negligible weights may cause,
/// for data in [-1, 1]; 0 leaves out none.
public protocol Posterior: Sendable {
  /// x̂ for every noisy image.
  ///
  /// An answer depends on its noisy image, the training images and their order, and on nothing else.
  ///
  /// - Parameters:
  ///   - images: the training images.
  ///   - noisy: of the same shape.
  ///   - scan: who goes over the images; the answers are the same.
  /// - Throws: ``ScanPause`` where other processes have parts to do; never for a whole scan.
  func mean(
    of images: ImageStore, given noisy: ImageBatch, through scan: DataScan
  ) throws -> ImageBatch
}

extension Posterior {
  public func mean(of images: ImageStore, given noisy: ImageBatch) -> ImageBatch {
    DataScan.alone { try mean(of: images, given: noisy, through: $0) }
  }
}
