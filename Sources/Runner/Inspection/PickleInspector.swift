import Foundation
import Framework

/// Python's pickles: snapshots of networks, batches of CIFAR, dictionaries of NumPy's arrays.
enum PickleInspector: FileInspector {
  static func knows(_ file: InspectedFile) -> Bool {
    TorchCheckpoint.isLikely(file.data) || file.hasEnding("pkl", "pickle")
      || file.name.hasPrefix("data_batch_") && file.url.pathExtension.isEmpty
  }

  static func inspect(_ file: InspectedFile) throws -> Inspection {
    if let pickle = try? Pickle(contentsOf: file.url) {
      let arrays = arrays(in: pickle)
      if !arrays.isEmpty { return inspection(of: pickle, arrays, file) }
    }
    return try CheckpointInspector.inspect(
      TorchCheckpoint(data: file.data, file: file.url.path), of: file)
  }

  /// The arrays of NumPy that the outermost dictionary holds, or the whole pickle is.
  private static func arrays(in pickle: Pickle) -> [(name: String, array: NpyArray)] {
    if let array = try? pickle.array(pickle.root) { return [("", array)] }
    return (pickle.entries(pickle.root) ?? []).compactMap { key, value in
      guard let name = pickle.text(key), let array = try? pickle.array(value) else { return nil }
      return (name, array)
    }
  }

  private static func inspection(
    of pickle: Pickle, _ arrays: [(name: String, array: NpyArray)], _ file: InspectedFile
  ) -> Inspection {
    var inspection = Inspection("a pickle with arrays of NumPy")
    inspection.arrays = arrays.map { Inspection.Array($0, $1) }
    for (key, value) in pickle.entries(pickle.root) ?? [] {
      guard let name = pickle.text(key), !arrays.contains(where: { $0.name == name }) else {
        continue
      }
      if let items = pickle.items(value) {
        inspection.add(name, .string("a list of \(items.count)"))
      } else {
        inspection.add(name, pickle.json(value) ?? .string(pickle.kind(value)))
      }
    }
    let images = arrays.first { $0.name == "data" }?.array.shape
    let labels = ["labels", "fine_labels"].contains { pickle.value($0, in: pickle.root) != nil }
    if let images, images.count == 2, images[1] == 3072, labels {
      inspection.kind = "a batch of CIFAR in Python's version"
      inspection.meaning = "\(images[0]) images of 32×32×3"
      inspection.spec = CIFARInspector.spec
    }
    return inspection
  }
}

extension Inspection.Array {
  init(_ name: String, _ array: NpyArray) {
    self.init(name: name, type: "\(array.elementType)", shape: array.shape)
  }
}
