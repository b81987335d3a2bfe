import Foundation
import Framework

/// Loads images and labels under MNIST's names; as ``idxCollection(named:in:dataset:)``.
func idxCollection(_ split: Split, in folders: [URL], dataset: String) throws -> ImageCollection {
  try idxCollection(named: split == .train ? "train" : "t10k", in: folders, dataset: dataset)
}

/// Loads images and labels in MNIST's format from the first of `folders` that has them, plain (then
/// mapped) or gzipped.
///
/// - Parameter prefix: what the files' names start with.
/// - Throws: ``FormatError`` for a missing or broken file, or counts that disagree.
func idxCollection(
  named prefix: String, in folders: [URL], dataset: String
) throws -> ImageCollection {
  func file(_ kind: String, in folders: [URL]) throws -> (url: URL, idx: IDXFile) {
    let url = try DataFolder.file(prefix + kind, in: folders, fetching: dataset)
    return (url, try IDXFile(contentsOf: url))
  }
  let (imagesURL, images) = try file("-images-idx3-ubyte", in: folders)
  // Labels belong to the images that they lie beside.
  let (labelsURL, labels) = try file(
    "-labels-idx1-ubyte", in: [imagesURL.deletingLastPathComponent()])
  guard images.dimensions.count == 3, images.dimensions.allSatisfy({ $0 > 0 }) else {
    throw FormatError(
      file: imagesURL.path, problem: "has dimensions \(images.dimensions), not images",
      advice: "images are stored as [n, height, width]")
  }
  guard labels.dimensions == [images.dimensions[0]] else {
    throw FormatError(
      file: labelsURL.path,
      problem: "holds \(labels.dimensions) labels for \(images.dimensions[0]) images",
      advice: "take both files from the same download")
  }
  let shape = ImageShape(
    channels: 1, height: images.dimensions[1], width: images.dimensions[2])
  let segment = ImageStore.Segment(
    data: images.payload, offset: 0, stride: shape.count, count: images.dimensions[0])
  return ImageCollection(
    images: ImageStore(shape: shape, segments: [segment]), labels: labels.payload.map(Int.init))
}
