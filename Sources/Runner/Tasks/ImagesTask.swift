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
      return try arrays(of: run, library).map { name, array in
        let url = target.appendingPathComponent(name)
        try array.write(to: url)
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
      try arrays(of: run, library).map { name, array in
        "\(place(of: run, in: plan))\(name): \(array.elementType) \(array.shape)"
      }
    }
  }

  private static func place(of run: RunPlan, in plan: Plan) -> String {
    plan.runs.count > 1 ? "run\(run.index)/" : ""
  }

  private static func arrays(
    of run: RunPlan, _ library: DataLibrary
  ) throws -> [(name: String, array: NpyArray)] {
    let collection = try library.load(run.spec.dataset).collection
    let images = collection.images
    let shape = [images.count, images.shape.channels, images.shape.height, images.shape.width]
    let array =
      images.packedBytes().map { NpyArray($0, shape: shape) }
      ?? NpyArray(images.packedFloats ?? [], shape: shape)
    let labels = collection.labels.map { NpyArray($0, shape: [$0.count]) }
    return [("images.npy", array)] + (labels.map { [("labels.npy", $0)] } ?? [])
  }
}
