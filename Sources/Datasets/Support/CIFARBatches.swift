import Foundation
import Framework

/// CIFAR's files as they are found in a folder: binary, or Python's pickles.
///
/// Binary files are records of one or two label bytes and 3·32·32 bytes, channel-major. A pickle is
/// a dictionary of labels and `data`, an array uint8 [images, 3·32·32] whose rows are such records
/// without the labels.
struct CIFARBatches {
  private enum Kind { case binary, pickled }

  private let kind: Kind
  private let folder: URL
  private let format: CIFARFormat

  /// One file's images and their labels.
  struct Batch {
    let images: ImageStore.Segment
    let labels: [Int]
  }

  private static let binaryEnding = ".bin"
  /// Records whose labels are read together.
  private static let recordsTogether = 8192

  /// The first folder with the file called `name` in binary, else the first that has it pickled, else
  /// the first folder.
  init(_ folders: [URL], having name: String, _ format: CIFARFormat) {
    func first(_ name: String) -> URL? {
      folders.first { folder in
        let url = folder.appendingPathComponent(name)
        return FileManager.default.fileExists(atPath: url.path) && !DataFolder.isFolder(url)
      }
    }
    self.format = format
    let binary = first(name + Self.binaryEnding)
    let pickled = binary == nil ? first(name) : nil
    kind = pickled == nil ? .binary : .pickled
    folder = binary ?? pickled ?? folders[0]
  }

  /// - Throws: ``FormatError`` if the file is missing or damaged.
  func batch(_ name: String) throws -> Batch {
    switch kind {
    case .binary: try binary(existing(folder.appendingPathComponent(name + Self.binaryEnding)))
    case .pickled: try pickled(existing(folder.appendingPathComponent(name)))
    }
  }

  /// The names of the classes, where the folder has them.
  func classNames() throws -> [String]? {
    let file = kind == .pickled ? format.namesFile : format.namesText
    guard let url = file.map(folder.appendingPathComponent),
      FileManager.default.fileExists(atPath: url.path)
    else { return nil }
    var names: [String?]
    if kind == .pickled {
      let pickle = try Pickle(contentsOf: url)
      names =
        pickle.value(format.namesKey, in: pickle.root).flatMap(pickle.items)?.map(pickle.text) ?? []
    } else {
      let text = String(decoding: try MappedFile.data(at: url), as: UTF8.self)
      names = text.split(whereSeparator: \.isNewline).map(String.init)
    }
    guard names.count == format.classes, !names.contains(nil) else {
      throw wrong(url, "has no \"\(format.namesKey)\" of \(format.classes) classes")
    }
    return names.compactMap { $0 }
  }

  // MARK: The two formats

  private func binary(_ url: URL) throws -> Batch {
    let data = try MappedFile.data(at: url)
    let length = format.recordLength
    guard !data.isEmpty, data.count % length == 0 else {
      throw FormatError(
        file: url.path, problem: "has \(data.count) bytes, which is no multiple of \(length)",
        advice:
          "the download is incomplete, or this is not the binary version of \(format.title)")
    }
    let count = data.count / length
    let start = data.startIndex + format.labelByte
    var labels: [Int] = []
    for block in stride(from: 0, to: count, by: Self.recordsTogether) {
      let records = block..<min(block + Self.recordsTogether, count)
      labels += records.map { Int(data[start + $0 * length]) }
      // Every page has been touched.
      data.withUnsafeBytes { bytes in
        MappedFile.giveBack(
          UnsafeRawBufferPointer(
            rebasing: bytes[records.lowerBound * length..<records.upperBound * length]))
      }
    }
    if let wrong = labels.firstIndex(where: { $0 >= format.classes }) {
      throw FormatError(
        file: url.path, problem: "record \(wrong) has the label \(labels[wrong])",
        advice: "\(labelRule); is this the binary version of \(format.title)?")
    }
    return Batch(
      images: ImageStore.Segment(
        data: data, offset: format.labelBytes, stride: length, count: count),
      labels: labels)
  }

  private func pickled(_ url: URL) throws -> Batch {
    let pickle = try Pickle(contentsOf: url)
    guard let labels = pickle.value(format.labelKey, in: pickle.root).flatMap(pickle.items),
      let data = pickle.value("data", in: pickle.root)
    else { throw wrong(url, "has no \"\(format.labelKey)\" and \"data\"") }
    let array = try pickle.array(data)
    let size = CIFARFormat.shape.count
    guard array.elementType == .uint8, array.shape == [labels.count, size], !labels.isEmpty else {
      throw wrong(
        url, "has \(labels.count) labels and images of \(array.elementType) \(array.shape)")
    }
    let numbers = labels.map { pickle.integer($0) ?? -1 }
    if let index = numbers.firstIndex(where: { !(0..<format.classes).contains($0) }) {
      throw wrong(
        url,
        "image \(index) has "
          + (pickle.integer(labels[index]).map { "the label \($0)" }
            ?? "\(pickle.kind(labels[index])) for a label"))
    }
    return Batch(
      images: ImageStore.Segment(
        data: try array.byteData(in: 0..<array.count), offset: 0, stride: size,
        count: numbers.count),
      labels: numbers)
  }

  private func existing(_ url: URL) throws -> URL {
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw FormatError(
        file: url.path, problem: "there is no such file",
        advice: DataFolder.advice(fetching: format.dataset))
    }
    return url
  }

  private var labelRule: String { "labels are 0 to \(format.classes - 1)" }

  private func wrong(_ url: URL, _ problem: String) -> FormatError {
    FormatError(
      file: url.path, problem: problem,
      advice: "\(labelRule), images uint8 [n, \(CIFARFormat.shape.count)]; is this the "
        + "\(kind == .pickled ? "Python" : "binary") version of \(format.title)?")
  }
}
