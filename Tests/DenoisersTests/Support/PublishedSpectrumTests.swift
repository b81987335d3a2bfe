import Foundation
import TestSupport
import Testing

@testable import Denoisers
@testable import Framework

/// Principal component analyses by `Tools/make_spectrum_fixtures.py`, of images that lie beside
/// them: denoisers answer with them as they do with the spectrum of the images themselves.
@Suite struct PublishedSpectrumTests {
  private static let shape = ImageShape(channels: 1, height: 4, width: 6)
  private static let level = NoiseLevel(signal: 0.8, noise: 0.3, step: 0, t: 0.5)

  private static func fixture(_ name: String) throws -> URL {
    try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures/Spectra/\(name)")
  }

  private static func training() throws -> TrainingSet {
    let bytes = try NpyArray(contentsOf: fixture("images.npy")).bytes()
    return TrainingSet(images: ImageStore(shape: shape, bytes: bytes), cache: nil)
  }

  private static func noisy() -> ImageBatch {
    var random = TestRandom(seed: 9)
    return ImageBatch(
      shape: shape, values: (0..<5 * 24).map { _ in Float(random.symmetric()) }, firstSample: 0)
  }

  private static func parameters(
    _ url: URL, _ more: KeyValuePairs<String, JSON> = [:]
  ) -> JSON {
    .object([("spectrum", .string(url.path))] + more.map { ($0, $1) })
  }

  /// Files, their options, the components that they have, and what float32 costs.
  private static let files: [(String, KeyValuePairs<String, JSON>, Int, Float)] = [
    ("columns.npz", [:], 24, 1e-6), ("rows.npz", [:], 24, 1e-6), ("five.npz", [:], 5, 1e-6),
    ("seven.pt", [:], 7, 1e-6), ("release", [:], 24, 1e-5),
    ("unit.safetensors", ["spectrum_range": [0, 1]], 24, 1e-5),
  ]

  @Test(arguments: 0..<6)
  func answersAreThoseOfTheDatasOwn(index: Int) throws {
    let (name, more, rank, bound) = Self.files[index]
    let training = try Self.training()
    let json = Self.parameters(try Self.fixture(name), more)
    let given = try Wiener(.init(json), fittedTo: training)
    let own = try Wiener(.init(["rank": .integer(rank)]), fittedTo: training)
    let noisy = Self.noisy()
    let answer = try given.denoise(noisy, at: Self.level)
    #expect(difference(answer, try own.denoise(noisy, at: Self.level)) < bound)
    let rows = try given.sensitivity(of: [3], noisy: noisy, at: Self.level)
    let ownRows = try own.sensitivity(of: [3], noisy: noisy, at: Self.level)
    let gap = zip(rows.gradients.values, ownRows.gradients.values).map { abs($0 - $1) }.max() ?? 1
    #expect(gap < bound)
    // A cutoff applies to what is there.
    let cut: KeyValuePairs<String, JSON> = ["rank": 3]
    let low = try Wiener(
      .init(.object(json.members!.map { ($0.key, $0.value) } + cut.map { ($0, $1) })),
      fittedTo: training)
    let three = try Wiener(.init(["rank": 3]), fittedTo: training)
    #expect(
      try difference(
        low.denoise(noisy, at: Self.level), three.denoise(noisy, at: Self.level)) < bound)
    guard rank == 24 else { return }
    let masks = try PCALocality(.init(json), fittedTo: training)
    let ownMasks = try PCALocality(.init(), fittedTo: training)
    #expect(
      try difference(
        masks.denoise(noisy, at: Self.level), ownMasks.denoise(noisy, at: Self.level)) < 1e-5)
  }

  @Test func whatIsTakenIsTold() throws {
    let json = Self.parameters(try Self.fixture("five.npz"))
    let remarks = try Wiener.remarks(.init(json))
    #expect(remarks == (try PCALocality.remarks(.init(json))))
    #expect(remarks.count == 1)
    #expect(
      remarks[0].hasSuffix(
        "five.npz, not of the data: 5 components (mean_, explained_variance_, components_); the "
          + "rest counts as constant"))
    #expect(try Wiener.remarks(.init()).isEmpty && PCALocality.remarks(.init()).isEmpty)
  }

  /// The file's hash is part of a unit's identity; without a file nothing is, as before there were
  /// any.
  @Test func theFileCountsInTheIdentity() throws {
    let plain = try Wiener.Parameters().identity()
    #expect(plain["spectrum"] == nil && plain["spectrum_range"] == nil)
    #expect(try PCALocality.Parameters().identity()["spectrum"] == nil)
    let identities = try ["columns.npz", "rows.npz", "release"].map {
      try Wiener.Parameters(Self.parameters(Self.fixture($0))).identity()["spectrum"]
    }
    #expect(Set(identities.map { $0?.canonicalText ?? "" }).count == 3)
    let hash = SHA256.hash(try Data(contentsOf: Self.fixture("columns.npz"))).hex
    #expect(identities[0] == .string(hash))
  }

  // MARK: What is wrong

  /// A folder of npy files, right but for what a case changes.
  private struct Folder {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("spectrum-\(UUID().uuidString)")
    var mean = [Double](repeating: 0, count: 24)
    var values: [Double] = [4, 3, 2]
    var axes = [Double](repeating: 0, count: 72)
    var shape = [3, 24]
    var names = ["mean", "eigenvalues", "components"]

    init() { for row in 0..<3 { axes[25 * row] = 1 } }

    func write() throws {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      let arrays = [
        NpyArray(mean, shape: [mean.count]), NpyArray(values, shape: [values.count]),
        NpyArray(axes, shape: shape),
      ]
      for (name, array) in zip(names, arrays) {
        try array.write(to: url.appendingPathComponent("\(name).npy"))
      }
    }
  }

  private func problem(
    _ more: KeyValuePairs<String, JSON> = [:], _ change: (inout Folder) -> Void
  ) throws -> String {
    var folder = Folder()
    change(&folder)
    try folder.write()
    defer { try? FileManager.default.removeItem(at: folder.url) }
    let parameters = try Wiener.Parameters(Self.parameters(folder.url, more))
    do {
      try Wiener.check(parameters, shape: Self.shape, levels: [Self.level])
    } catch {
      return "check: \(error)".replacing(folder.url.path, with: "")
    }
    do {
      _ = try Wiener(parameters, fittedTo: Self.training())
      return "none"
    } catch {
      return "\(error)".replacing(folder.url.path, with: "")
    }
  }

  @Test func whatDoesNotFitIsRefusedBeforeAnyWork() throws {
    #expect(
      try problem { $0.mean.removeLast() }
        == "check: : has a mean \"mean\" of shape [23], the images are 1×4×6; give a spectrum of "
        + "such images, [24] or [1, 4, 6] (channels first)")
    #expect(
      try problem { $0.values.append(1) }
        == "check: : has axes \"components\" of shape [3, 24] for 4 eigenvalues and images of "
        + "1×4×6; give them as rows [4, 24] or columns [24, 4]")
    #expect(
      try problem { $0.names[1] = "sigma" }.hasPrefix(
        "check: : holds no eigenvalues under a known name; it holds components, mean, sigma; call "
          + "it one of: eigenvalues, explained_variance_"))
    #expect(
      try problem { $0.values = [] }.hasPrefix(
        "check: : has eigenvalues \"eigenvalues\" of shape [0]"))
    let missing = try Wiener.Parameters(["spectrum": "/nowhere.npz"])
    let error = #expect(throws: FormatError.self) {
      try Wiener.check(missing, shape: Self.shape, levels: [])
    }
    #expect(error?.description.hasPrefix("/nowhere.npz: there is no such file or folder") == true)
  }

  @Test func whatIsNoSpectrumIsRefused() throws {
    #expect(
      try problem { $0.axes[0] = 2 }
        == ": has an axis of length 2.0, not 1; give unit eigenvectors of a covariance, as rows or "
        + "columns")
    #expect(
      try problem { ($0.axes[0], $0.axes[1]) = (0.8, 0.6) }.hasPrefix(
        ": has axes 0 and 1 that are not at right angles (0.6)"))
    #expect(try problem { $0.values[2] = -1 }.hasPrefix(": has an eigenvalue of -1.0"))
    #expect(try problem { $0.values = [0, 0, 0] }.hasPrefix(": has an eigenvalue of 0.0"))
    #expect(try problem { $0.mean[5] = .nan }.hasPrefix(": holds numbers that are not finite"))
  }

  /// The means of the images are near 0, their variance along the first axis is the covariance's.
  @Test func otherDataAndRangesAreRefused() throws {
    let own = try Self.training().moments(ddof: 0)
    let variance = own.covariance[0, 0]
    func fitting(_ folder: inout Folder) {
      folder.mean = own.mean
      folder.values = [variance, variance / 2, variance / 4]
    }
    #expect(try problem { fitting(&$0) } == "none")
    #expect(
      try problem {
        fitting(&$0)
        $0.mean = own.mean.map { $0 * 127.5 + 127.5 }
      }.contains(
        "(root mean square) away from that of the images; is it of other images, in another"))
    #expect(
      try problem {
        fitting(&$0)
        $0.values = $0.values.map { $0 * 80 }
      }.contains("the first eigenvalue is "))
    #expect(
      try problem(["spectrum_range": [0, 255]]) {
        fitting(&$0)
        $0.mean = own.mean.map { $0 * 127.5 + 127.5 }
        $0.values = $0.values.map { $0 * 127.5 * 127.5 }
      } == "none")
  }

  /// Archives have checksums for their members, a folder of npy files has none: there damage
  /// reaches the arrays.
  @Test func damagedFilesAreReadOrRefused() throws {
    var damager = DataDamager(seed: 71)
    let folder = Folder()
    try folder.write()
    defer { try? FileManager.default.removeItem(at: folder.url) }
    let training = try Self.training()
    /// Whether the spectrum was refused.
    func isRefused(_ url: URL) throws -> Bool {
      let range: JSON = url.pathExtension == "safetensors" ? [0, 1] : [-1, 1]
      do {
        let parameters = try Wiener.Parameters(Self.parameters(url, ["spectrum_range": range]))
        _ = try Wiener(parameters, fittedTo: training).denoise(Self.noisy(), at: Self.level)
        return false
      } catch is FormatError {
        return true
      }
    }
    var refused = 0
    for name in ["columns.npz", "rows.npz", "seven.pt", "unit.safetensors"] {
      let data = try Data(contentsOf: Self.fixture(name))
      let url = folder.url.appendingPathComponent(name)
      for _ in 0..<40 {
        try damager.damaged(data).write(to: url)
        refused += try isRefused(url) ? 1 : 0
      }
      try FileManager.default.removeItem(at: url)
    }
    #expect(refused > 80)
    refused = 0
    for name in folder.names {
      let url = folder.url.appendingPathComponent("\(name).npy")
      let data = try Data(contentsOf: url)
      for _ in 0..<60 {
        try damager.damaged(data).write(to: url)
        refused += try isRefused(folder.url) ? 1 : 0
      }
      try data.write(to: url)
    }
    #expect(refused > 80)
  }
}
