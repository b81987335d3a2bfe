import Foundation
import Framework
import LocusNetworks

/// `locus inspect`.
enum InspectCommand {
  static let inspect = Command(
    "inspect", "Show what a file or folder holds, and what of a spec uses it",
    usage: "FILE|FOLDER …",
    examples: [
      "locus inspect checkpoint.pt", "locus inspect network-snapshot.pkl --all",
      "locus inspect results/quickstart --json",
    ],
    about: """
      Known are weights (safetensors, checkpoints of PyTorch, pickles), arrays (npy, npz, IDX, batches
      of CIFAR), pictures (PNG, JPEG), archives (zip, tar, gzip), JSON (specs, configs), networks
      and results folders. Nothing in a file is run. A file that is damaged, or of no known kind, is
      refused with what is wrong.
      """,
    options: [
      .key, CommandOption("--all", nil, "show long lists whole"), .json("what was found"),
    ]
  ) { _, arguments in
    guard !arguments.words.isEmpty else {
      throw UsageError("inspect needs a file or folder, e.g. locus inspect checkpoint.pt")
    }
    let found = try arguments.words.map { ($0, try inspection(of: $0, key: arguments[.key])) }
    if arguments.has("--json") {
      let json = found.map { $1.json(of: $0) }
      Terminal.print((json.count == 1 ? json[0] : .array(json)).prettyText())
      return .done
    }
    for (name, inspection) in found {
      for line in inspection.lines(of: name, all: arguments.has("--all")) { Terminal.print(line) }
      for remark in inspection.remarks { Terminal.say("Remark: \(remark).") }
    }
    return .done
  }

  private static func inspection(of path: String, key: String?) throws -> Inspection {
    let builtIn = "builtin:"
    if path.hasPrefix(builtIn) {
      let weights = NetworkWeights(builtIn: String(path.dropFirst(builtIn.count)))
      var inspection = try FolderInspector.inspect(
        weights.files().weights.deletingLastPathComponent(), key: key)
      inspection.spec?["weights"] = .string(path)
      return inspection
    }
    let url = URL(fileURLWithPath: path)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw FormatError(
        file: path, problem: "there is no such file or folder", advice: "check the path")
    }
    return isFolder.boolValue
      ? try FolderInspector.inspect(url, key: key)
      : try FileKinds.inspect(InspectedFile(url, key: key))
  }
}
