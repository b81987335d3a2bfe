import Foundation
import Framework

/// Small colour photographs, 32×32: 50,000 for training and 10,000 held out (Krizhevsky 2009).
///
/// The binary version: records of one label byte and 3·32·32 bytes, channel-major; the files are
/// mapped, not read.
public struct CIFAR10: Dataset {
  public static let name = "cifar10"
  public static let summary = "Small photographs, 32×32 colour, 50,000 + 10,000 (binary version)"

  static let shape = ImageShape(channels: 3, height: 32, width: 32)
  static let recordLength = 1 + shape.count

  public typealias Parameters = DownloadedParameters

  private let parameters: DownloadedParameters

  public init(_ parameters: DownloadedParameters) throws { self.parameters = parameters }

  public func load(_ split: Split) throws -> ImageCollection {
    let folders = parameters.folders(["cifar-10-batches-bin"], inner: ["cifar-10-batches-bin"])
    let names = split == .train ? (1...5).map { "data_batch_\($0).bin" } : ["test_batch.bin"]
    let folder =
      folders.first {
        FileManager.default.fileExists(atPath: $0.appendingPathComponent(names[0]).path)
      } ?? folders[0]
    var segments: [ImageStore.Segment] = []
    var labels: [Int] = []
    for name in names {
      let url = folder.appendingPathComponent(name)
      guard FileManager.default.fileExists(atPath: url.path) else {
        throw FormatError(
          file: url.path, problem: "there is no such file" + Self.pythonVersion(near: folder),
          advice: DataFolder.advice(fetching: Self.name))
      }
      let data = try MappedFile.data(at: url)
      guard !data.isEmpty, data.count % Self.recordLength == 0 else {
        throw FormatError(
          file: url.path,
          problem: "has \(data.count) bytes, which is no multiple of \(Self.recordLength)",
          advice: "the download is incomplete, or this is not the binary version of CIFAR-10")
      }
      let count = data.count / Self.recordLength
      let fileLabels = (0..<count).map { Int(data[data.startIndex + $0 * Self.recordLength]) }
      if let wrong = fileLabels.firstIndex(where: { $0 > 9 }) {
        throw FormatError(
          file: url.path, problem: "record \(wrong) has the label \(fileLabels[wrong])",
          advice: "labels are 0 to 9; is this the binary version of CIFAR-10?")
      }
      labels += fileLabels
      segments.append(
        ImageStore.Segment(data: data, offset: 1, stride: Self.recordLength, count: count))
    }
    return ImageCollection(
      images: ImageStore(shape: Self.shape, segments: segments), labels: labels,
      classNames: [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
      ])
  }

  /// Says so if the pickled batches lie in the folder, inside it or beside it, where torchvision puts
  /// them.
  private static func pythonVersion(near folder: URL) -> String {
    let name = "cifar-10-batches-py"
    let places = [
      folder, folder.appendingPathComponent(name),
      folder.deletingLastPathComponent().appendingPathComponent(name),
    ]
    let found = places.first {
      FileManager.default.fileExists(atPath: $0.appendingPathComponent("data_batch_1").path)
    }
    return found.map { "; \($0.path) holds the Python version, and only the binary one is read" }
      ?? ""
  }
}
