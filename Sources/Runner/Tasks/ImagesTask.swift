import Foundation
import Framework

/// The task `images`: the data set as arrays, for programs that read npy files.
enum ImagesTask {
  /// Writes `images.npy` ([n, c, h, w]; uint8, or float32 for data that are no bytes) and, where the
  /// data have classes, `labels.npy` ([n]).
  ///
  /// - Returns: what was written, for people.
  static func write(
    _ entry: SettingPlan, several: Bool, library: DataLibrary, to folder: ResultsFolder
  ) throws -> [String] {
    let collection = try library.load(entry.setting.dataset).collection
    let images = collection.images
    let target = several ? folder.file("run\(entry.index)") : folder.url
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    let shape = [
      images.count, images.shape.channels, images.shape.height, images.shape.width,
    ]
    let array =
      images.packedBytes().map { NpyArray($0, shape: shape) }
      ?? NpyArray(images.packedFloats ?? [], shape: shape)
    var written = [(name: "images.npy", array: array)]
    if let labels = collection.labels {
      written.append(("labels.npy", NpyArray(labels, shape: [labels.count])))
    }
    return try written.map { name, array in
      let url = target.appendingPathComponent(name)
      try array.write(to: url)
      return "\(url.path): \(array.elementType) \(array.shape)"
    }
  }
}
