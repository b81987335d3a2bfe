import Datasets
import Foundation
import Framework

/// `locus fetch`.
enum FetchCommand {
  static let fetch = Command(
    "fetch", "Download a data set, verified and resumable",
    usage: DownloadCatalogue.names.joined(separator: " | "),
    examples: ["locus fetch mnist", "locus fetch cifar10 --data /scratch/data"],
    about: """
      Downloads from public mirrors into $LOCUS_DATA or ./data and checks lengths and checksums.
      An interrupted download goes on where it stopped; good files are left alone.
      """,
    options: [
      CommandOption("--data", "DIR", "where to put it"),
      CommandOption(
        "--mirror", "URL", "take the files from this folder of a web server instead"),
      .force("replace files that have the wrong content"),
    ]
  ) { context, arguments in
    guard let name = arguments.words.first else {
      throw UsageError(
        "fetch needs the name of a data set: " + DownloadCatalogue.names.joined(separator: ", "))
    }
    guard DownloadCatalogue.set(named: name) != nil else {
      let hint = NearestName.hint(name, among: DownloadCatalogue.names, called: "data sets")
      throw UsageError("there is no data set \"\(name)\" to fetch\(hint)")
    }
    var options = FetchOptions()
    options.force = arguments.has("--force")
    if let mirror = arguments["--mirror"] {
      guard let url = URL(string: mirror), url.scheme != nil else {
        throw UsageError("--mirror needs a URL, found \"\(mirror)\"")
      }
      options.mirrors = [url]
    }
    let interrupt = context.interrupt
    interrupt.watchSignals()
    options.isCancelled = { interrupt.isRequested }
    let folder = DataFolder.standard(context.environment(for: arguments))
    context.work.begin()
    do {
      let files = try Fetch.run(dataset: name, into: folder, options: options, progress: show)
      if Terminal.isInteractive { Terminal.redraw("") }
      for file in files { Terminal.print(file.path) }
      return .done
    } catch FetchError.cancelled {
      Terminal.say("Interrupted; run the same command again to go on where it stopped.")
      return .interrupted
    }
  }

  @Sendable private static func show(_ progress: FetchProgress) {
    switch progress.phase {
    case .alreadyThere(let verified):
      Terminal.say("\(progress.file): already there\(verified ? ", checksum good" : "")")
    case .downloading:
      guard Terminal.isInteractive else { return }
      Terminal.redraw(
        String(
          format: "%@: %.1f of %.1f MB, %.1f MB/s", progress.file, Double(progress.bytes) / 1e6,
          Double(progress.total) / 1e6, progress.bytesPerSecond / 1e6))
    case .retrying(let url, let reason): Terminal.say("\(url): \(reason); trying again")
    case .verifying: Terminal.say("\(progress.file): checking")
    case .unpacking: Terminal.say("\(progress.file): unpacking")
    case .finished: Terminal.say("\(progress.file): done")
    }
  }
}
