import Foundation
import Framework

/// `locus calibrate`.
enum CalibrateCommand {
  static let calibrate = Command(
    "calibrate", "Find the window sizes and thresholds that match the reference best",
    usage: "SPEC [KEY=VALUE …]",
    examples: [
      "locus calibrate experiments/mnist/table1.json samples=16",
      "locus calibrate my.json --output scales.json",
      "locus calibrate my.json --other-noise 1",
      "locus calibrate windows.json --candidates 3,5,7,9 --threads 1",
    ],
    about: """
      SPEC is an experiment with a reference. Every denoiser that says what can be calibrated
      (`scales`, `patch_sizes`, `thresholds`, `images` per step; `threshold`, `components`) answers
      at the noisy images of the reference's own trajectory, once with each candidate; several
      parameters of one denoiser are tried as a grid. Found are, for a per-step list, the value with
      the largest median cosine similarity to the reference's x_0 at each step; for any other
      parameter the value with the largest r2, averaged over samples and steps. A spec with the task
      `denoise` and inputs "forward" or "npy" is calibrated at these.

      So that no table is tuned on its own test, the second half of the samples chooses and the first
      half tells how good the choice is. With --other-noise SEED as many samples of that seed choose,
      and all of the spec's are the test; with --all-samples all choose, and none is left.

      The parameter may be missing in SPEC, and its candidates are --candidates or what the plugin
      knows to be worth trying. An entry that sweeps parameters of its own, {"sweep": […]}, is
      calibrated in these instead, whichever they are (`energy_cutoff`, `smoothing`, …).

      Writes the denoisers with the values found to FILE, for a spec to extend:
      {"extends": "scales.json", …}, with the number of samples of the test and where the values come
      from ("calibration"): a run whose samples have chosen them says so. Every score goes into a CSV
      file beside it. Ctrl-C writes neither; the same command goes on where it stopped.
      """,
    options: [
      .output("FILE", "default results/NAME-calibration/denoisers.json"),
      CommandOption(
        "--results", "DIR", "keep finished units in DIR/NAME-calibration instead of results/"),
      candidatesOption, otherNoise, allSamples, .data, .threads, .force("replace FILE"),
      .json("what is written to FILE"),
      .quiet,
    ]
  ) { context, arguments in
    if let threads = try arguments.number(.threads) { WorkPool.shared.limit(to: threads) }
    guard let path = arguments.words.first else {
      throw UsageError(
        "calibrate needs a spec, e.g. locus calibrate experiments/mnist/table1.json samples=8")
    }
    let output = arguments["--output"].map { URL(fileURLWithPath: $0) }
    if let output, !arguments.has("--force"),
      FileManager.default.fileExists(atPath: output.path)
    {
      throw RunError("\(output.path) is there already; replace it with --force")
    }
    let spec = try SpecFile.load(path, overrides: Array(arguments.words.dropFirst()))
    let progress = Progress(isQuiet: arguments.has("--quiet"))
    let library = DataLibrary(progress: progress)
    let calibration = try Calibration(
      spec, candidates: try candidates(arguments), split: try split(arguments),
      catalogue: context.catalogue, environment: context.environment(for: arguments),
      library: library)
    let root = arguments["--results"] ?? "results"
    let folder = ResultsFolder(
      URL(fileURLWithPath: root, isDirectory: true)
        .appendingPathComponent(calibration.experiment.name))
    let plan = try progress.during("planning") {
      try Plan(calibration.experiment, library: library)
    }
    _ = try calibration.split.parts(of: plan)
    try folder.prepare()
    let index = try ResultIndex(plan, library: library)
    for remark in plan.remarks { Terminal.say("Remark: \(remark).") }
    let interrupt = context.interrupt
    interrupt.watchSignals()
    let claims = try Claims(in: folder, spec: index.specHash)
    defer { claims.leave() }
    try claims.refuseStrangers(in: folder.url.path, removing: nil)
    context.work.begin()
    for (other, units) in try folder.adopt(plan.adoptable) {
      Terminal.say("\(units) finished units taken over from \(other.path)")
    }
    let outcome = try Executor(
      plan: plan, index: index, library: library, folder: folder, progress: progress,
      interrupt: interrupt, claims: claims
    ).execute()
    guard !outcome.interrupted else {
      Terminal.say("Interrupted; run the same command again to go on where it stopped.")
      return .interrupted
    }
    let results = Results(index, folder: folder)
    let result = try CalibrationResult(calibration, results, plan)
    let fragment = result.fragment()
    let file = output ?? folder.file("denoisers.json")
    let scores = file.deletingPathExtension().appendingPathExtension("csv")
    try result.table.csv.write(to: scores)
    try AtomicFile.write(fragment.prettyText() + "\n", to: file)
    if arguments.has("--json") {
      Terminal.print(fragment.prettyText())
    } else {
      for line in result.lines { Terminal.print(line) }
    }
    for line in FailureReport(results: results).lines { Terminal.say(line) }
    Terminal.say("Written: \(file.path), \(scores.path)")
    return outcome.failed > 0 ? .unitsFailed : .done
  }

  private static let candidatesOption = CommandOption(
    "--candidates", "A,B,…", "values to try, which must fit every parameter searched for")

  private static let otherNoise = CommandOption(
    "--other-noise", "SEED", "choose on the samples of this seed, test on all of the spec's")
  private static let allSamples = CommandOption(
    "--all-samples", nil, "choose on all samples and keep none for a test")

  private static func split(_ arguments: CommandLineArguments) throws -> CalibrationSplit {
    let isOnAll = arguments.has(allSamples.name)
    guard let text = arguments[otherNoise] else { return isOnAll ? .allSamples : .halves }
    guard let seed = Int(text), seed >= 0 else {
      throw UsageError("--other-noise needs a seed, a whole number from 0 on; found \"\(text)\"")
    }
    guard !isOnAll else {
      throw UsageError("--other-noise keeps all of the spec's samples for the test; leave out one")
    }
    return .otherNoise(seed: seed)
  }

  private static func candidates(_ arguments: CommandLineArguments) throws -> [JSON]? {
    guard let text = arguments[candidatesOption] else { return nil }
    guard let values = try? JSONParser.parse(text: "[\(text)]", file: "").array, !values.isEmpty,
      values.allSatisfy({ $0.double != nil })
    else {
      throw UsageError("--candidates needs numbers, e.g. 3,5,7; found \"\(text)\"")
    }
    // Errors name the option; each value has a place of its own.
    return values.enumerated().map { index, value in
      JSON(
        value.kind,
        at: TextLocation(
          file: "command line, --candidates \(text)", line: 0, column: index + 1))
    }
  }
}
