import Foundation
import Framework

/// Any other model, in a program of its own.
///
/// The program is started once for each fit and asked through its standard input: a line of JSON,
/// `{"op": "denoise", "shape": [n, c, h, w], "signal": a, "noise": s, "t": t}`, then the noisy images
/// as little-endian float32. It answers on its standard output with a line `{"shape": [n, c, h, w]}`
/// and its estimates of x_0 in the same way, or with `{"error": "…"}` alone. It should end when its
/// input ends, and keep standard output free of anything else.
///
/// With `takes_classes`, in runs whose samples have classes, the request holds `"protocol": 2` and
/// `"classes"`, one integer for each image, and an answer repeats `"classes"` beside its shape: a
/// program that does not know of classes is told apart so.
///
/// What the numbers depend on beside the command and the files in it is up to the spec: `files` names
/// weights and code that the program opens, whose content then counts, and with `reports_version`
/// the program writes a line `{"version": "…"}` when it starts, which counts too.
///
/// Batches are passed on as they are: that an estimate depends on its own image only is up to the
/// program.
public struct ProcessDenoiser: Denoiser {
  public static let name = "process"
  public static let summary = "A model in a program of its own, asked through pipes"
  public static let algorithmVersion = 1

  public struct Parameters: ParameterSet {
    @Parameter("The program and its arguments; words that name files are relative to the spec.")
    public var command: ProgramCommand
    @Parameter(
      "Files and folders that the program opens, such as weights: units are computed anew when one "
        + "changes.")
    public var files: [FilePath] = []
    @Parameter(
      "Whether the program starts by writing a line {\"version\": \"…\"}: units are computed anew "
        + "when it is another.")
    public var reportsVersion = false
    @Parameter(
      "Whether the program takes the class of each sample: requests then hold \"classes\", which it "
        + "repeats in its answer.", identifiesAtDefault: false)
    public var takesClasses = false
    @Parameter(
      "Seconds that an answer may take; the first one includes the program's start.",
      in: 0.01...1e6)
    public var timeout: Incidental<Double> = 60
    public init() {}
  }

  private let program: String
  private let timeout: Double
  private let takesClasses: Bool
  private let child: ChildProcess

  /// - Throws: ``ChildProcessError`` if the program cannot be started.
  public init(_ parameters: Parameters, fittedTo training: TrainingSet) throws {
    program = parameters.command.arguments.joined(separator: " ")
    timeout = parameters.timeout.value
    takesClasses = parameters.takesClasses
    child = try ChildProcess(parameters.command.arguments)
    if parameters.reportsVersion { _ = try Self.version(child, within: timeout) }
  }

  public static func isFullyKnown(_ parameters: Parameters) -> Bool {
    !parameters.files.isEmpty || parameters.reportsVersion
  }

  public static func remarks(_ parameters: Parameters) throws -> [String] {
    isFullyKnown(parameters)
      ? []
      : [
        "what the program opens beside the files in its command is not known, so that a change of "
          + "it goes unnoticed: name it in \"files\", or let the program report a version"
      ]
  }

  public static func classUse(_ parameters: Parameters) -> ClassUse {
    parameters.takesClasses ? .asked : []
  }

  public static func remarks(_ parameters: Parameters, classes: [Int]?) throws -> [String] {
    switch (classes == nil, parameters.takesClasses) {
    case (false, false):
      [
        "the program is not told the classes of samples; give it \"takes_classes\": true if it "
          + "takes them"
      ]
    case (true, true):
      ["\"takes_classes\" changes nothing: the run's samples have no \"classes_of_samples\""]
    default: []
    }
  }

  public static func reportedVersion(_ parameters: Parameters) throws -> String? {
    guard parameters.reportsVersion else { return nil }
    let child = try ChildProcess(parameters.command.arguments)
    return try version(child, within: parameters.timeout.value)
  }

  /// The version in the line that a program writes when it starts.
  private static func version(_ child: ChildProcess, within timeout: Double) throws -> String {
    let greeting = try greeting(child, within: timeout) { line in
      guard reported(line) != nil else {
        throw NoAnswer(
          description: "started with \"\(line.prefix(120))\", not a line {\"version\": \"…\"} as "
            + "\"reports_version\" says")
      }
      return 0
    }
    return reported(greeting.line) ?? ""
  }

  private static func greeting(
    _ child: ChildProcess, within timeout: Double, check: (String) throws -> Int
  ) throws -> (line: String, bytes: Data) {
    do {
      return try child.ask(Data(), timeout: timeout, byteCount: check)
    } catch let error as ChildProcessError {
      throw ChildProcessError(
        program: error.program,
        problem: error.problem + " (\"reports_version\" says that the program starts by writing a "
          + "line {\"version\": \"…\"})")
    }
  }

  private static func reported(_ line: String) -> String? {
    (try? JSONParser.parse(text: line, file: "greeting"))?["version"]?.string
  }

  public static func check(
    _ parameters: Parameters, shape: ImageShape, levels: [NoiseLevel]
  ) throws {
    try ChildProcess.check(parameters.command.arguments)
  }

  public func denoise(_ noisy: ImageBatch, at level: NoiseLevel) throws -> ImageBatch {
    let shape = [noisy.count, noisy.shape.channels, noisy.shape.height, noisy.shape.width]
    var question: JSON = [
      "op": "denoise", "shape": .array(shape.map(JSON.integer)),
      "signal": .number(level.signal), "noise": .number(level.noise), "t": .number(level.t),
    ]
    let classes = takesClasses ? noisy.classes : nil
    if let classes {
      question["protocol"] = 2
      question["classes"] = .array(classes.map(JSON.integer))
    }
    let request = Data((question.canonicalText + "\n").utf8) + noisy.littleEndianBytes
    let answer = try child.ask(request, timeout: timeout) { line in
      try Self.isRefusal(line, to: shape, classes)
        ? 0 : noisy.values.count * MemoryLayout<Float>.size
    }
    if let refusal = Self.refusal(answer.line) {
      throw ChildProcessError(program: program, problem: "refused the batch: \(refusal)")
    }
    let estimate = ImageBatch(
      shape: noisy.shape, littleEndianBytes: answer.bytes, firstSample: noisy.firstSample)
    if let place = estimate.firstNonFinite {
      throw ChildProcessError(
        program: program,
        problem: "answered a number that is not finite for sample "
          + "\(noisy.firstSample + place.image) at t = \(level.t)")
    }
    return estimate
  }

  /// Whether an answer's line says that there is no estimate.
  ///
  /// - Throws: what is wrong with a line that is no answer.
  private static func isRefusal(
    _ line: String, to shape: [Int], _ classes: [Int]?
  ) throws -> Bool {
    if refusal(line) != nil { return true }
    let echo = classes.map { JSON.array($0.map(JSON.integer)) }
    let expected = JSON.object(
      [("shape", .array(shape.map(JSON.integer)))] + (echo.map { [("classes", $0)] } ?? []))
    guard let json = try? JSONParser.parse(text: line, file: "answer"), json.members != nil else {
      throw NoAnswer(
        description: "answered \"\(line.prefix(120))\", not a line like \(expected.prettyText()); "
          + "standard output is for answers, use stderr")
    }
    if reported(line) != nil {
      throw NoAnswer(
        description: "started with its version; give it \"reports_version\": true in the spec, so "
          + "that the version counts")
    }
    guard let answered = json["shape"] else {
      throw NoAnswer(
        description: "answered \(line.prefix(120)) without the \"shape\" of its estimates, "
          + "\(shape)")
    }
    guard answered == .array(shape.map(JSON.integer)) else {
      throw NoAnswer(
        description: "answered images of shape \(answered.canonicalText) to a batch of \(shape)")
    }
    guard echo == nil || json["classes"] == echo else {
      throw NoAnswer(
        description: "answered without repeating the \"classes\" that it was asked for, so that it "
          + "is not known whether it takes them; a program that does answers a line like "
          + "\(expected.canonicalText), for another leave \"takes_classes\" out")
    }
    return false
  }

  private static func refusal(_ line: String) -> String? {
    (try? JSONParser.parse(text: line, file: "answer"))?["error"]?.string
  }

  private struct NoAnswer: Error, CustomStringConvertible {
    let description: String
  }
}
