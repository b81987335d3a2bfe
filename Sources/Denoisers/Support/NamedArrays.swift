import Foundation
import Framework

/// Arrays by name, in whatever file or folder people publish them: npz, safetensors, PyTorch's, or
/// a folder with a file for each.
struct NamedArrays {
  /// An array whose numbers are read when they are asked for.
  struct Array {
    let name: String
    let shape: [Int]
    /// In C order.
    let numbers: () throws -> [Double]
  }

  private enum Place {
    case npz(NpzArchive)
    case tensors(SafeTensors)
    /// A file for each, by its name without the ending.
    case folder([String: URL])
  }

  let names: [String]
  private let place: Place

  private static let endings: Set = ["npy", "pt", "pth"]

  /// - Throws: ``FormatError`` if there is nothing that can be read.
  init(at url: URL) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw FormatError(
        file: url.path, problem: "there is no such file or folder",
        advice: "check the path, or the variable that starts it")
    }
    if isFolder.boolValue {
      var files: [String: URL] = [:]
      for name in try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
      where Self.endings.contains((name as NSString).pathExtension) {
        files[(name as NSString).deletingPathExtension] = url.appendingPathComponent(name)
      }
      place = .folder(files)
      names = files.keys.sorted()
    } else if url.pathExtension == "npz" {
      let archive = try NpzArchive(contentsOf: url)
      place = .npz(archive)
      names = archive.names
    } else {
      let tensors =
        url.pathExtension == "safetensors"
        ? try SafeTensors(contentsOf: url) : try TorchCheckpoint(contentsOf: url).tensors().tensors
      place = .tensors(tensors)
      names = tensors.names
    }
  }

  /// - Parameter name: one of the names.
  /// - Throws: ``FormatError`` if the array is damaged.
  func array(named name: String) throws -> Array {
    switch place {
    case .npz(let archive): return Self.array(try archive.array(named: name), name)
    case .tensors(let tensors): return Self.array(tensors, name, called: name)
    case .folder(let files):
      guard let url = files[name] else { preconditionFailure("there is no array \(name)") }
      return url.pathExtension == "npy"
        ? Self.array(try NpyArray(contentsOf: url), name)
        : Self.array(
          try TorchCheckpoint(contentsOf: url).onlyTensor(), TorchCheckpoint.onlyName, called: name)
    }
  }

  private static func array(_ array: NpyArray, _ name: String) -> Array {
    Array(name: name, shape: array.shape) { array.doubles() }
  }

  private static func array(_ tensors: SafeTensors, _ name: String, called: String) -> Array {
    let entry = tensors[name]
    let shape = entry?.shape ?? []
    return Array(name: called, shape: shape) {
      guard entry?.dtype == .float64, let bytes = tensors.rawElements(name) else {
        return try tensors.floats(name).map(Double.init)
      }
      return NpyArray(payload: bytes, elementType: .float64, shape: shape).doubles()
    }
  }
}
