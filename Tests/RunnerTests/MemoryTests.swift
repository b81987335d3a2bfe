import Foundation
import Framework
import Testing

@testable import Runner

/// Data that outgrow the memory a run may take.
struct MemoryTests {
  @Test(arguments: [
    ("3GB", 3_000_000_000), ("3 gb", 3_000_000_000), ("1.5G", 3 << 29), ("512MiB", 512 << 20),
    ("200M", 200 << 20), ("7 B", 7), ("3", nil), ("GB", nil), ("-1GB", nil), ("0GB", nil),
    ("3 parsecs", nil), ("9999999999TB", nil),
  ])
  func sizes(_ text: String, _ bytes: Int?) {
    #expect(MemorySize.bytes(text) == bytes)
  }

  @Test func whatIsNoSizeIsRefused() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(Sandbox.spec())
    #expect(try sandbox.locus("run", spec, "--memory", "lots") == .usage)
    #expect(try sandbox.locus("run", spec, "--memory", "1MB") == .usage)
    #expect(try sandbox.locus("plan", spec, "--memory", "1MB") == .usage)
  }

  /// A file of 100 MB, with holes in place of most of them, and the number of its images.
  private func large(_ sandbox: Sandbox) throws -> Int {
    let size = 28 * 28
    let images = 100_000_000 / size
    try NpyArray((0..<100 * size).map { UInt8($0 % 251) }, shape: [100, 28, 28])
      .write(to: sandbox.folder.appendingPathComponent("few.npy"))
    // The same header but for the number of images, then the same images, then nothing.
    var start = try sandbox.data("few.npy")
    let shape = try #require(start.range(of: Data("(100, 28, 28)".utf8)))
    start.replaceSubrange(shape, with: Data("(\(images), 28, 28)".utf8))
    let padding = try #require(start.range(of: Data("   ".utf8), in: shape.upperBound..<128))
    start.removeSubrange(padding)
    try start.write(to: sandbox.folder.appendingPathComponent("many.npy"))
    let file = try FileHandle(forWritingTo: sandbox.folder.appendingPathComponent("many.npy"))
    try file.truncate(atOffset: UInt64(start.count + (images - 100) * size))
    try file.close()
    return images
  }

  /// More bytes than half of what the run may take.
  @Test(.enabled(if: OutputTests.tool != nil))
  func largeDataAreReadAgainInEveryPass() throws {
    let sandbox = try Sandbox()
    _ = try large(sandbox)
    let spec = try sandbox.write(
      Sandbox.spec([
        "dataset": ["name": "npy", "path": "many.npy"], "samples": 2,
        "schedule": ["name": "ddpm-linear", "steps": 2],
        "denoisers": [
          ["name": "optimal"], ["name": "kamb-ls", "scales": 3],
          ["name": "pspc-square", "patch_sizes": 5],
        ],
      ]))
    var peaks: [Int] = []
    for (output, memory) in [("small", "120MB"), ("large", "8GB")] {
      let tool = try #require(OutputTests.tool)
      let (status, text) = try ChildProgram.run(
        tool,
        ["run", spec, "--output", sandbox.path(output), "--no-report", "--quiet"]
          + ["--memory", memory])
      #expect(status == 0, "\(text)")
      let timing = try sandbox.table("\(output)/little/timing.csv")
      let column = try #require(timing.column("peak_rss_bytes"))
      peaks.append(try #require(column.compactMap { Int($0) }.max()))
    }
    // The images are 100 MB, and as much again side by side; the program takes 60 to 80.
    #expect(peaks[0] < 130_000_000, "\(peaks)")
    #expect(peaks[1] > 200_000_000, "\(peaks)")
    #expect(
      try sandbox.data("small/little/samples.csv") == sandbox.data("large/little/samples.csv"))
    // As it was foretold, within 15 %.
    let experiment = try Experiment.load(spec, catalogue: Catalogue.standard())
    let library = DataLibrary()
    let foretold = try MemoryPlan(try Plan(experiment, library: library), library: library).peak
    #expect(abs(foretold - peaks[1]) < peaks[1] * 15 / 100, "\(foretold), \(peaks)")
  }

  /// Runs the tool in a process of its own; its peak memory in bytes.
  private func peak(_ words: [String], caches: URL) throws -> Int {
    let tool = try #require(ProcessEndTests.tool)
    let program =
      "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]); "
      + "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    let (status, text) = try ChildProgram.run(
      URL(fileURLWithPath: "/usr/bin/env"),
      ["XDG_CACHE_HOME=\(caches.path)", "python3", "-c", program, tool.path] + words)
    let last = text.split(separator: "\n").last?.split(separator: " ").compactMap { Int($0) } ?? []
    #expect(status == 0 && last.count == 2 && last.first == 0, "\(text)")
    #if canImport(Darwin)
      return last.last ?? 0
    #else
      return (last.last ?? 0) * 1024
    #endif
  }

  /// The task `images` holds a block of them.
  @Test(.enabled(if: ProcessEndTests.tool != nil)) func imagesAreWrittenInParts() throws {
    let sandbox = try Sandbox()
    let images = try large(sandbox)
    let spec = try sandbox.write([
      "version": 1, "name": "little", "task": "images",
      "dataset": ["name": "npy", "path": "many.npy"],
    ])
    let peak = try peak(
      ["run", spec, "--output", sandbox.path("out"), "--memory", "120MB"],
      caches: sandbox.folder)
    #expect(peak < 130_000_000, "\(peak)")
    let url = sandbox.folder.appendingPathComponent("out/little/images.npy")
    let (written, read) = (
      try NpyArray(contentsOf: url),
      try NpyArray(contentsOf: sandbox.folder.appendingPathComponent("many.npy"))
    )
    #expect(written.shape == [images, 1, 28, 28])
    #expect(try written.bytes(in: 0..<79_000) == read.bytes(in: 0..<79_000))
  }

  /// Pictures go to the cache block by block when they are decoded for the first time.
  @Test(.enabled(if: ProcessEndTests.tool != nil)) func picturesAreDecodedInBlocks() throws {
    let sandbox = try Sandbox()
    let folder = sandbox.folder.appendingPathComponent("pictures")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let first = folder.appendingPathComponent("0.png")
    try PNG.write(
      RasterImage(
        width: 1024, height: 1024, channels: 3, pixels: [UInt8](repeating: 99, count: 3 << 20)),
      to: first)
    // Enough bytes that pictures are kept; readers pass over what follows their end.
    let file = try FileHandle(forWritingTo: first)
    try file.truncate(atOffset: 1 << 20)
    try file.close()
    for number in 1..<40 {
      try FileManager.default.linkItem(
        at: first, to: folder.appendingPathComponent("\(number).png"))
    }
    let spec = try sandbox.write([
      "version": 1, "name": "little", "task": "images",
      "dataset": ["name": "image-folder", "path": "pictures"],
    ])
    let words = ["plan", spec, "--memory", "150MB"]
    let (before, after) = (
      try peak(words, caches: sandbox.folder), try peak(words, caches: sandbox.folder)
    )
    #expect(try sandbox.files("locus/pictures").count == 1)
    // All together 126 MB.
    #expect(before < 150_000_000 && after < 120_000_000, "\(before) \(after)")
  }
}
