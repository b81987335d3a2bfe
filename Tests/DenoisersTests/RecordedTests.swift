import Denoisers
import Foundation
import Framework
import Testing

struct RecordedTests {
  /// Three samples of the optimal denoiser on little images, recorded as files.
  final class Recording {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("locus-recording-\(UUID().uuidString)")
    let training: TrainingSet
    let trajectory: Trajectory
    let schedule: DDPMLinear

    init() throws {
      let shape = ImageShape(channels: 1, height: 3, width: 3)
      var random = CounterRandom(seed: 1, index: 0, purpose: .syntheticImage)
      let bytes = (0..<90).map { _ in UInt8(random.integer(below: 256)) }
      let noise = ImageBatch(shape: shape, values: random.gaussians(27))
      training = TrainingSet(images: ImageStore(shape: shape, bytes: bytes))
      schedule = try DDPMLinear(.init(["steps": 4]))
      let optimal = try Optimal(.init(), fittedTo: training)
      trajectory = try schedule.sample(from: noise) { try optimal.denoise($0, at: $1) }
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try write("xt", trajectory.noisy.flatMap(\.values), [4, 3, 1, 3, 3])
      try write("x0", trajectory.estimates.flatMap(\.values), [4, 3, 1, 3, 3])
      try write("noise", noise.values, [3, 1, 3, 3])
      let timesteps = NpyArray(schedule.levels.map { Int($0.t) }, shape: [4])
      try timesteps.write(to: folder.appendingPathComponent("timesteps.npy"))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func write(_ name: String, _ values: [Float], _ shape: [Int]) throws {
      try NpyArray(values, shape: shape).write(to: folder.appendingPathComponent("\(name).npy"))
    }

    var parameters: Recorded.Parameters {
      get throws { try .init(["path": .string(folder.path)]) }
    }
  }

  @Test func replaysItsTrajectoryFromItsNoise() throws {
    let recording = try Recording()
    let recorded = try Recorded(recording.parameters, fittedTo: recording.training)
    let noise = try #require(try Recorded.ownNoise(recording.parameters))
    let replay = try recording.schedule.sample(from: noise) { try recorded.denoise($0, at: $1) }
    #expect(replay.estimates == recording.trajectory.estimates)
    // A later block of samples finds its own part.
    let late = try recording.schedule.sample(from: noise[2..<3]) {
      try recorded.denoise($0, at: $1)
    }
    #expect(late.estimates.last == recording.trajectory.estimates.last?[2..<3])
  }

  @Test func refusesWhatItDidNotRecord() throws {
    let recording = try Recording()
    let recorded = try Recorded(recording.parameters, fittedTo: recording.training)
    let level = recording.schedule.levels[1]
    let there = recording.trajectory.noisy[1]
    func message(_ noisy: ImageBatch, _ level: NoiseLevel) -> String {
      do {
        _ = try recorded.denoise(noisy, at: level)
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(message(there.map { $0 + 0.1 }, level).contains("along its own trajectory only"))
    let other = NoiseLevel(signal: level.signal, noise: level.noise, step: 1, t: 7)
    #expect(message(there, other).contains("nothing was recorded at t = 7"))
    var beyond = there
    beyond.firstSample = 1
    #expect(message(beyond, level).contains("the recording has 3 samples"))
  }

  /// A number that is not finite would otherwise pass every comparison.
  @Test(arguments: ["xt", "x0", "noise"], [Float.nan, .infinity])
  func refusesNumbersThatAreNotFinite(name: String, value: Float) throws {
    let recording = try Recording()
    let shape = name == "noise" ? [3, 1, 3, 3] : [4, 3, 1, 3, 3]
    var numbers = try NpyArray(
      contentsOf: recording.folder.appendingPathComponent("\(name).npy")
    ).floats()
    numbers[13] = value
    try recording.write(name, numbers, shape)
    let error = #expect(throws: FormatError.self) {
      _ = try Recorded.ownNoise(recording.parameters)
      try Recorded.check(
        recording.parameters, shape: recording.training.shape, levels: recording.schedule.levels)
    }
    #expect(error?.file.hasSuffix("\(name).npy") == true)
    #expect(
      error?.problem.contains(name == "noise" ? "[1, 0, 1, 1]" : "[0, 1, 0, 1, 1]") == true)
  }

  @Test func refusesFilesThatDisagree() throws {
    let recording = try Recording()
    try recording.write("x0", [Float](repeating: 0, count: 27), [1, 3, 1, 3, 3])
    #expect(throws: FormatError.self) {
      try Recorded(recording.parameters, fittedTo: recording.training)
    }
  }

  @Test func refusesImagesOfAnotherShape() throws {
    let recording = try Recording()
    let shape = ImageShape(channels: 1, height: 2, width: 2)
    let other = TrainingSet(images: ImageStore(shape: shape, bytes: [1, 2, 3, 4]))
    #expect(throws: FormatError.self) { try Recorded(recording.parameters, fittedTo: other) }
  }
}
