import Foundation
import Framework

/// The data set itself as arrays, for programs that read npy files.
public struct ImagesTask: ExperimentTask {
  public static let name = "images"
  public static let summary = "The data set as images.npy and labels.npy, for other programs"
  public static let algorithmVersion = 1
  public static let keys = TaskKeys()

  public init(_ parameters: NoParameters) throws {}

  public static func tables(of results: Results) throws -> [ResultTable] { [] }

  /// Writes `images.npy` ([n, c, h, w]; uint8, or float32 for data that are no bytes) and, where the
  /// data have classes, `labels.npy` ([n]).
  public static func writeFiles(of results: Results, to folder: URL) throws -> [URL] {
    let (plan, library) = try results.source()
    return try plan.runs.flatMap { run in
      let target = folder.appendingPathComponent(place(of: run, in: plan), isDirectory: true)
      try OutputFolder.create(target)
      return try arrays(of: run, library).map { array in
        let url = target.appendingPathComponent(array.name)
        try NpyArray.write(
          array.elementType, shape: array.shape, to: url, parts: array.parts, array.part)
        return url
      }
    }
  }

  public static func summary(of results: Results) throws -> [String] {
    let (plan, library) = try results.source()
    return try outputs(of: plan, library: library)
  }

  public static func outputs(of plan: Plan, library: DataLibrary) throws -> [String] {
    try plan.runs.flatMap { run in
      try arrays(of: run, library).map {
        "\(place(of: run, in: plan))\($0.name): \($0.elementType) \($0.shape)"
      }
    }
  }

  private static func place(of run: RunPlan, in plan: Plan) -> String {
    plan.runs.count > 1 ? "run\(run.index)/" : ""
  }

  /// An array that is written in parts: data may be larger than memory.
  private struct WrittenArray {
    let name: String
    let elementType: NpyArray.ElementType
    let shape: [Int]
    let parts: Int
    let part: (Int) -> Data
  }

  private static func arrays(of run: RunPlan, _ library: DataLibrary) throws -> [WrittenArray] {
    let collection = try library.load(run.spec.dataset).collection
    let (store, size) = (collection.images, collection.images.shape)
    let blocks = store.scanBlocks
    let images = WrittenArray(
      name: "images.npy", elementType: store.holdsBytes ? .uint8 : .float32,
      shape: [store.count, size.channels, size.height, size.width], parts: blocks.count
    ) {
      store.holdsBytes
        ? Data(store.bytes(in: blocks[$0]))
        : store.floats(in: blocks[$0]).withUnsafeBytes { Data($0) }
    }
    let labels = collection.labels.map { labels in
      WrittenArray(name: "labels.npy", elementType: .int64, shape: [labels.count], parts: 1) { _ in
        labels.withUnsafeBytes { Data($0) }
      }
    }
    return [images] + [labels].compactMap { $0 }
  }
}
