import Datasets
import Framework

/// Which data set lies in a folder or archive, by the names in it.
struct DataSetLayout {
  /// What it is, in words.
  let kind: String
  /// The plugin that reads it.
  let dataset: String
  /// What the names leave open.
  var remark: String?

  /// - Parameter names: file names of a folder, or paths inside an archive.
  init?(folder names: Set<String>) {
    func holds(_ file: String) -> Bool { names.contains(file) || names.contains(file + ".gz") }
    if holds("train-images-idx3-ubyte") || holds("train-images.idx3-ubyte") {
      (kind, dataset) = ("a data set in MNIST's files", "mnist")
      remark = "fashion-mnist and kmnist have files of the same names; name the one that it is"
    } else if names.contains(where: { $0.hasPrefix("emnist-") }) {
      (kind, dataset) = ("EMNIST", "emnist")
    } else if names.contains("data_batch_1.bin") {
      (kind, dataset) = ("CIFAR-10 in the binary version", "cifar10")
    } else if names.contains("data_batch_1") {
      (kind, dataset) = ("CIFAR-10 in Python's version", "cifar10")
    } else if names.isSuperset(of: ["train.bin", "test.bin"]) {
      (kind, dataset) = ("CIFAR-100 in the binary version", "cifar100")
    } else if names.isSuperset(of: ["train", "test", "meta"]) {
      (kind, dataset) = ("CIFAR-100 in Python's version", "cifar100")
    } else if names.contains("dataset.json") {
      (kind, dataset) = ("an unpacked archive of EDM's dataset tool", "edm-zip")
    } else {
      return nil
    }
  }

  /// - Parameter names: paths inside a zip archive.
  init?(archive names: [String]) {
    let pictures = names.filter(ImageFiles.isRead)
    guard !pictures.isEmpty, pictures.count * 2 >= names.filter({ !$0.hasSuffix("/") }).count else {
      return nil
    }
    kind =
      "a zip archive of \(pictures.count) picture\(pictures.count == 1 ? "" : "s")"
      + (names.contains("dataset.json") ? " with dataset.json, as EDM's tool writes it" : "")
    dataset = "edm-zip"
  }

  func spec(path: String) -> JSON {
    ["dataset": ["name": .string(dataset), "path": .string(path)]]
  }
}
