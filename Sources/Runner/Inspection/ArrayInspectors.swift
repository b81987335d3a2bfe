import Foundation
import Framework

/// An array of NumPy.
enum NpyInspector: FileInspector {
  static func knows(_ file: InspectedFile) -> Bool {
    file.data.starts(with: [0x93] + Array("NUMPY".utf8)) || file.hasEnding("npy")
  }

  static func inspect(_ file: InspectedFile) throws -> Inspection {
    let array = try NpyArray(contentsOf: file.url)
    var inspection = Inspection("an array of NumPy")
    inspection.arrays = [Inspection.Array("", array)]
    inspection.add(
      "first not finite", array.firstNonFinite.map { .array($0.map(JSON.integer)) })
    let sizes = array.shape
    let isBytes = array.elementType == .uint8
    switch (sizes.count, isBytes, array.elementType.isFloatingPoint) {
    case (5, _, true):
      inspection.meaning =
        "\(sizes[0]) steps of \(sizes[1]) images of \(sizes[3])×\(sizes[4])×\(sizes[2]), as Locus "
        + "saves estimates and takes recordings and inputs"
    case (4, false, true), (3, true, _), (4, true, _):
      inspection.meaning = "\(sizes[0]) images"
      inspection.spec = ["dataset": ["name": "npy", "path": .string(file.url.relativePath)]]
    default: break
    }
    return inspection
  }
}

/// Arrays of NumPy in a zip archive.
enum NpzInspector: FileInspector {
  static func knows(_ file: InspectedFile) -> Bool {
    guard file.starts(with: "PK\u{3}\u{4}") else { return file.hasEnding("npz") }
    let names = (try? ZipArchive(file.data, file: file.url.path).members.map(\.name)) ?? []
    return file.hasEnding("npz") || !names.isEmpty && names.allSatisfy { $0.hasSuffix(".npy") }
  }

  static func inspect(_ file: InspectedFile) throws -> Inspection {
    let archive = try ZipArchive(file.data, file: file.url.path)
    var inspection = Inspection("arrays of NumPy in a zip archive")
    for member in archive.members {
      // Zeros may take a thousand times their space when they are unpacked.
      guard member.name.hasSuffix(".npy"), member.size <= 32 << 20 + 2 * file.data.count else {
        inspection.members.append(.init(name: member.name, about: "\(member.size) bytes"))
        continue
      }
      let name = String(member.name.dropLast(4))
      let array = try NpyArray(
        data: archive.content(of: member), file: "\(file.url.path)[\(name)]")
      inspection.arrays.append(.init(name, array))
    }
    return inspection
  }
}

/// The bytes of images or labels in the format of MNIST.
enum IDXInspector: FileInspector {
  static func knows(_ file: InspectedFile) -> Bool {
    isIDX([UInt8](file.data.prefix(4))) || file.name.hasSuffix("-ubyte")
  }

  /// Two zero bytes, a type of element, one to four dimensions.
  static func isIDX(_ start: [UInt8]) -> Bool {
    start.count == 4 && start[0] == 0 && start[1] == 0 && (8...14).contains(start[2])
      && (1...4).contains(start[3])
  }

  static func inspect(_ file: InspectedFile) throws -> Inspection {
    try inspect(IDXFile(contentsOf: file.url))
  }

  static func inspect(_ idx: IDXFile) -> Inspection {
    var inspection = Inspection("an IDX file of bytes")
    inspection.arrays = [.init(name: "", type: "uint8", shape: idx.dimensions)]
    let sizes = idx.dimensions
    inspection.meaning =
      sizes.count == 3
      ? "\(sizes[0]) gray images of \(sizes[1])×\(sizes[2])"
      : sizes.count == 1 ? "\(sizes[0]) labels" : nil
    if sizes.count == 3 { inspection.spec = ["dataset": ["name": "mnist"]] }
    return inspection
  }
}

/// A batch of CIFAR-10 in the binary version: a byte of label and 3072 of pixels for each image.
enum CIFARInspector: FileInspector {
  static let spec: JSON = ["dataset": ["name": "cifar10"]]
  private static let recordLength = 3073

  static func knows(_ file: InspectedFile) -> Bool {
    file.hasEnding("bin") && file.data.count % recordLength == 0
  }

  static func inspect(_ file: InspectedFile) throws -> Inspection {
    let count = file.data.count / recordLength
    let labels = (0..<count).map { Int(file.data[file.data.startIndex + $0 * recordLength]) }
    guard let largest = labels.max(), largest < 10 else {
      throw FormatError(
        file: file.url.path,
        problem: "has labels up to \(labels.max() ?? 0) in records of 3073 bytes",
        advice: "labels of CIFAR-10 are 0 to 9: this is another file, or damaged")
    }
    var inspection = Inspection("a batch of CIFAR-10 in the binary version")
    inspection.meaning = "\(count) images of 32×32×3 with labels up to \(largest)"
    inspection.spec = spec
    return inspection
  }
}
