import Foundation
import Framework
import LocusNetworks

/// `locus convert`.
enum ConvertCommand {
  static let convert = Command(
    "convert", "Check a trained network and bring it into Locus's own layout",
    usage: "IN --output DIR",
    examples: [
      "locus convert checkpoint.safetensors --output my-network",
      "locus convert edm-cifar10-32x32-uncond-vp.pkl --output edm-cifar10",
      "locus convert checkpoint.pt --key model --output my-network",
      "locus convert downloads/ddpm-cifar10-32 --output cifar10-network --float16",
    ],
    about: """
      IN is a file of weights with its config (the same name ending in .json, or config.json
      beside it), a folder that holds both, or the folder of a diffusers pipeline. Weights are
      safetensors, checkpoints of PyTorch (.pt, .pth, .ckpt) or pickles (.pkl), which are read as
      data and never run; a config that such a file holds itself is used where none is beside it.
      What the network predicts, and at which noise levels, is read from scheduler_config.json.
      Every tensor is checked by name, shape and value; DIR gets config.json and
      model.safetensors, and is what {"name": "unet", "weights": "DIR"} takes. Says what was found.
      """,
    options: [
      .output("DIR", "folder for the network"),
      .key,
      CommandOption("--float16", nil, "store the weights in half the space, rounded"),
      .force("replace a network that is there"),
    ]
  ) { _, arguments in
    guard let path = arguments.words.first, arguments.words.count == 1,
      let output = arguments["--output"]
    else {
      throw UsageError(
        "convert needs a network and --output, e.g. locus convert model.safetensors --output model")
    }
    let source = NetworkWeights(FilePath(URL(fileURLWithPath: path)), key: arguments[.key])
    let target = URL(fileURLWithPath: output, isDirectory: true)
    try refuseToReplace(target, force: arguments.has("--force"))
    let found = try NetworkConversion.convert(
      source, to: target, as: arguments.has("--float16") ? .float16 : .float32)
    for line in lines(found) { Terminal.print(line) }
    for remark in found.remarks { Terminal.say("Remark: \(remark).") }
    Terminal.say("Written: \(output)")
    return .done
  }

  private static func refuseToReplace(_ folder: URL, force: Bool) throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let weights = names.filter { $0.hasSuffix(".safetensors") || $0 == "config.json" }
    // Weights of another name would stay beside the new ones, and no network may have two.
    guard
      let first = weights.first(where: {
        !force || $0 != "model.safetensors" && $0 != "config.json"
      })
    else { return }
    throw RunError(
      "\(folder.path) holds \(first); choose another folder"
        + (force ? " or remove it" : ", or replace the network with --force"))
  }

  private static func lines(_ found: NetworkSummary) -> [String] {
    let image = found.image.map { $0.map(String.init).joined(separator: "×") }
    return [
      "architecture  \(found.architecture)",
      "images        \(image ?? "\(found.channels) × any height × any width")",
      "parameters    \(found.parameters) in \(found.tensors) tensors",
      "noise levels  \(found.noiseLevels)",
      "predicts      \(found.prediction)",
    ] + (found.classes.map { ["classes       \($0)"] } ?? [])
  }
}
