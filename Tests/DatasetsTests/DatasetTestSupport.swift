import Foundation
import TestSupport
import Testing

@testable import Datasets
@testable import Framework

/// A temporary folder for little data sets, removed afterwards.
final class DataSandbox {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("locus-data-\(UUID().uuidString)", isDirectory: true)

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var path: JSON { .string(folder.path) }

  func path(_ name: String) -> JSON { .string(url(name).path) }

  func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

  /// Writes a file, with the folders it lies in.
  func write(_ bytes: [UInt8], to name: String) throws {
    let url = try prepared(name)
    try Data(bytes).write(to: url)
  }

  func write(_ array: NpyArray, to name: String) throws { try array.write(to: prepared(name)) }

  /// Writes a PNG whose samples, interleaved, are `pixel(x, y, channel)`.
  func writePNG(
    _ name: String, width: Int = 5, height: Int = 4, channels: Int = 3,
    _ pixel: (Int, Int, Int) -> UInt8
  ) throws {
    let image = RasterImage(width: width, height: height, channels: channels, pixel)
    try PNG.write(image, to: prepared(name))
  }

  /// Writes a gray JPEG of 8 × 8 pixels that all have this level.
  ///
  /// Its one block has the constant coefficient 8 (level - 128) alone, at a step of 1 and in codes of
  /// one bit: 0 for a value of 10 or 11 bits, and 0 for the end of the block.
  func writeJPEG(_ name: String, level: Int) throws {
    let value = 8 * (level - 128)
    let size = Int.bitWidth - abs(value).leadingZeroBitCount
    let bits = (value < 0 ? value + (1 << size) - 1 : value) << 1
    // A zero, the value, a zero, and ones up to the next byte.
    let byteCount = (size + 2 + 7) / 8
    let padding = 8 * byteCount - size - 2
    let code = bits << padding | ((1 << padding) - 1)
    let steps: [UInt8] = [0xFF, 0xDB, 0, 67, 0] + [UInt8](repeating: 1, count: 64)
    func table(_ number: UInt8, _ symbol: UInt8) -> [UInt8] {
      [0xFF, 0xC4, 0, 20, number, 1] + [UInt8](repeating: 0, count: 15) + [symbol]
    }
    var bytes: [UInt8] = [0xFF, 0xD8] + steps
    bytes += [0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0]
    bytes += table(0, UInt8(size)) + table(0x10, 0)
    bytes += [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]
    let coded = (1...byteCount).map { UInt8(code >> (8 * (byteCount - $0)) & 0xFF) }
    bytes += coded.flatMap { $0 == 0xFF ? [0xFF, 0] : [$0] } + [0xFF, 0xD9]
    try write(bytes, to: name)
  }

  private func prepared(_ name: String) throws -> URL {
    let url = url(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    return url
  }
}

extension RasterImage {
  init(width: Int, height: Int, channels: Int, _ pixel: (Int, Int, Int) -> UInt8) {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { pixels += (0..<channels).map { pixel(x, y, $0) } }
    }
    self.init(width: width, height: height, channels: channels, pixels: pixels)
  }
}

/// The images that a spec's `dataset` entry names, with its common options applied.
///
/// - Throws: ``SpecIssues`` for a wrong entry, or what loading throws.
func load(_ entry: JSON, split: Split? = nil, range: Range<Int>? = nil) throws -> ImageCollection {
  let request = try request(entry)
  let data = try request.source.make().load(split ?? request.options.split)
  return try request.select(from: data, split: split, range: range)
}

/// A data set that is looked for in the folder of all data.
func load(_ name: String, in sandbox: DataSandbox, _ split: Split) throws -> ImageCollection {
  let request = try request(
    ["name": .string(name)], environment: ["LOCUS_DATA": sandbox.folder.path])
  return try request.source.make().load(split)
}

/// A spec's `dataset` entry among the built-in data sets.
func request(
  _ entry: JSON, environment: [String: String] = ProcessInfo.processInfo.environment
) throws -> DatasetRequest {
  let catalogue = try Catalogue(
    denoisers: [], datasets: BuiltInDatasets.all, schedules: [], metrics: [])
  let issues = IssueCollector()
  let request = catalogue.dataset(
    entry, with: ParameterReader(issues: issues, environment: environment))
  try issues.check()
  return try #require(request)
}

/// What the error says that `body` throws; nil if it throws none.
func message(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return "\(error)"
  }
}
