import Foundation
import Framework

/// CIFAR-10's files as they are found in a folder: binary, or Python's pickles.
///
/// Binary files are records of one label byte and 3·32·32 bytes, channel-major. A pickle is a
/// dictionary of `labels` and `data`, an array uint8 [images, 3·32·32] whose rows are such records
/// without the label.
enum CIFARBatches {
  case binary(URL)
  case pickled(URL)

  /// One file's images and their labels.
  struct Batch {
    let images: ImageStore.Segment
    let labels: [Int]
  }

  static let shape = ImageShape(channels: 3, height: 32, width: 32)
  private static let recordLength = 1 + shape.count
  private static let binaryEnding = ".bin"

  /// The first folder with the file called `name` in binary, else the first that has it pickled, else
  /// the first folder.
  init(_ folders: [URL], having name: String) {
    func first(_ name: String) -> URL? {
      folders.first {
        FileManager.default.fileExists(atPath: $0.appendingPathComponent(name).path)
      }
    }
    if let folder = first(name + Self.binaryEnding) {
      self = .binary(folder)
    } else {
      self = first(name).map(Self.pickled) ?? .binary(folders[0])
    }
  }

  /// - Throws: ``FormatError`` if the file is missing or damaged.
  func batch(_ name: String) throws -> Batch {
    switch self {
    case .binary(let folder):
      try Self.binary(Self.existing(folder.appendingPathComponent(name + Self.binaryEnding)))
    case .pickled(let folder):
      try Self.pickled(Self.existing(folder.appendingPathComponent(name)))
    }
  }

  /// The names of the classes, where the folder has them.
  func classNames() throws -> [String]? {
    guard case .pickled(let folder) = self else { return nil }
    let url = folder.appendingPathComponent("batches.meta")
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    let pickle = try Pickle(contentsOf: url)
    let names = pickle.value("label_names", in: pickle.root).flatMap(pickle.items)
    let texts = (names ?? []).compactMap(pickle.text)
    guard texts.count == 10, names?.count == 10 else {
      throw Self.wrong(url, "has no \"label_names\" of ten classes")
    }
    return texts
  }

  // MARK: The two formats

  private static func binary(_ url: URL) throws -> Batch {
    let data = try MappedFile.data(at: url)
    guard !data.isEmpty, data.count % recordLength == 0 else {
      throw FormatError(
        file: url.path,
        problem: "has \(data.count) bytes, which is no multiple of \(recordLength)",
        advice: "the download is incomplete, or this is not the binary version of CIFAR-10")
    }
    let count = data.count / recordLength
    let labels = (0..<count).map { Int(data[data.startIndex + $0 * recordLength]) }
    if let wrong = labels.firstIndex(where: { $0 > 9 }) {
      throw FormatError(
        file: url.path, problem: "record \(wrong) has the label \(labels[wrong])",
        advice: "labels are 0 to 9; is this the binary version of CIFAR-10?")
    }
    return Batch(
      images: ImageStore.Segment(data: data, offset: 1, stride: recordLength, count: count),
      labels: labels)
  }

  private static func pickled(_ url: URL) throws -> Batch {
    let pickle = try Pickle(contentsOf: url)
    guard let labels = pickle.value("labels", in: pickle.root).flatMap(pickle.items),
      let data = pickle.value("data", in: pickle.root)
    else { throw wrong(url, "has no \"labels\" and \"data\"") }
    let array = try pickle.array(data)
    guard array.elementType == .uint8, array.shape == [labels.count, shape.count],
      !labels.isEmpty
    else {
      throw wrong(
        url, "has \(labels.count) labels and images of \(array.elementType) \(array.shape)")
    }
    let numbers = labels.map { pickle.integer($0) ?? -1 }
    if let index = numbers.firstIndex(where: { !(0...9).contains($0) }) {
      throw wrong(
        url,
        "image \(index) has "
          + (pickle.integer(labels[index]).map { "the label \($0)" }
            ?? "\(pickle.kind(labels[index])) for a label"))
    }
    return Batch(
      images: ImageStore.Segment(
        data: try array.byteData(in: 0..<array.count), offset: 0, stride: shape.count,
        count: numbers.count),
      labels: numbers)
  }

  private static func existing(_ url: URL) throws -> URL {
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw FormatError(
        file: url.path, problem: "there is no such file",
        advice: DataFolder.advice(fetching: CIFAR10.name))
    }
    return url
  }

  private static func wrong(_ url: URL, _ problem: String) -> FormatError {
    FormatError(
      file: url.path, problem: problem,
      advice: "labels are 0 to 9, images uint8 [n, \(shape.count)]; is this the Python version of "
        + "CIFAR-10?")
  }
}
