import Framework

/// What tells the files of CIFAR-10 and CIFAR-100 apart, which are made alike.
struct CIFARFormat {
  /// Name of the data set in a spec.
  let dataset: String
  /// Its name for people.
  let title: String
  /// Bytes of labels before the pixels of a binary record, and which of them is the label.
  let labelBytes: Int
  let labelByte: Int
  let classes: Int
  /// Key of the labels in a pickle.
  let labelKey: String
  /// The pickle with the classes' names, and their key in it.
  let namesFile: String
  let namesKey: String
  /// The text file with the classes' names, one a line, beside binary files.
  let namesText: String?

  static let shape = ImageShape(channels: 3, height: 32, width: 32)
  var recordLength: Int { labelBytes + Self.shape.count }

  static let cifar10 = CIFARFormat(
    dataset: "cifar10", title: "CIFAR-10", labelBytes: 1, labelByte: 0, classes: 10,
    labelKey: "labels", namesFile: "batches.meta", namesKey: "label_names", namesText: nil)
  static let cifar100Fine = CIFARFormat(
    dataset: "cifar100", title: "CIFAR-100", labelBytes: 2, labelByte: 1, classes: 100,
    labelKey: "fine_labels", namesFile: "meta", namesKey: "fine_label_names",
    namesText: "fine_label_names.txt")
  static let cifar100Coarse = CIFARFormat(
    dataset: "cifar100", title: "CIFAR-100", labelBytes: 2, labelByte: 0, classes: 20,
    labelKey: "coarse_labels", namesFile: "meta", namesKey: "coarse_label_names",
    namesText: "coarse_label_names.txt")
}
