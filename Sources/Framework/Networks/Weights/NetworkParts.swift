import Foundation
import Framework

/// Which files of a folder are a network's weights, also of one in several files,
/// `model-00001-of-00002.safetensors` …, which `model.safetensors.index.json` lists.
enum NetworkParts {
  private static let ending = ".safetensors"
  private static let indexEnding = ".safetensors.index.json"
  /// Of checkpoints of PyTorch, and of pickles with tensors.
  private static let checkpointEndings = [".pt", ".pth", ".ckpt", ".pkl", ".bin"]

  static func isIndex(_ name: String) -> Bool { name.hasSuffix(indexEnding) }

  static func isSafeTensors(_ name: String) -> Bool { name.hasSuffix(ending) || isIndex(name) }

  static func isCheckpoint(_ name: String) -> Bool {
    checkpointEndings.contains { name.lowercased().hasSuffix($0) }
  }

  /// `model` of a file, a part or an index of that name.
  static func stem(of name: String) -> String {
    for end in [indexEnding, ending] where name.hasSuffix(end) {
      return String(name.dropLast(end.count))
    }
    return URL(fileURLWithPath: name).deletingPathExtension().lastPathComponent
  }

  /// How many parts there are, if the name is that of one among several.
  private static func count(_ name: String) -> Int? {
    let match = name.wholeMatch(of: /.+-\d+-of-(\d+)\.safetensors/)
    return match.flatMap { Int($0.output.1) }.flatMap { $0 > 1 ? $0 : nil }
  }

  /// The one file of weights among the names in a folder: a whole network, or an index; where there are
  /// no safetensors, a checkpoint.
  ///
  /// - Throws: ``FormatError`` if there is none or more than one.
  static func weights(among names: [String], in folder: URL) throws -> String {
    let weights = names.filter { $0.hasSuffix(ending) }
    let indices = names.filter(isIndex)
    let areParts = !weights.isEmpty && weights.allSatisfy { count($0) != nil }
    if weights.count == 1, !areParts { return weights[0] }
    if indices.count == 1, areParts || weights.isEmpty { return indices[0] }
    func refusal(_ problem: String, _ advice: String) -> FormatError {
      FormatError(file: folder.path, problem: "the folder holds \(problem)", advice: advice)
    }
    if weights.isEmpty, indices.isEmpty {
      let checkpoints = names.filter(isCheckpoint)
      if checkpoints.count == 1 { return checkpoints[0] }
      guard checkpoints.isEmpty else {
        throw refusal(
          "several files of weights: " + checkpoints.joined(separator: ", "),
          "name one of them instead")
      }
      throw refusal(
        "no .safetensors file and no checkpoint (\(checkpointEndings.joined(separator: ", ")))",
        "save the network's weights there as safetensors")
    }
    if areParts, indices.isEmpty {
      throw refusal(
        "parts of a network (\(weights.joined(separator: ", "))), but no index of them",
        "fetch the file ending in \(indexEnding) too, or save the network as one file")
    }
    let choice = indices + weights.filter { count($0) == nil }
    throw refusal(
      "several files of weights: " + choice.joined(separator: ", "), "name one of them instead")
  }

  /// - Throws: ``FormatError`` if `weights` is a part of a network, which says what to give instead.
  static func refusePart(_ weights: URL) throws {
    let name = weights.lastPathComponent
    guard let count = count(name) else { return }
    let folder = weights.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let stem = name.replacing(/-\d+-of-\d+\.safetensors$/, with: "")
    let index = stem + indexEnding
    throw FormatError(
      file: weights.path, problem: "this is one of the \(count) parts of a network",
      advice: names.contains(index)
        ? "give \(index), which lists them all, or the folder"
        : "fetch \(index) and all parts, and give the folder")
  }
}
