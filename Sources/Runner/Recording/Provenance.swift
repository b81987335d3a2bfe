import Foundation
import Framework

/// Where, when and with what a result was made: everything that is not allowed to change it.
enum Provenance {
  static let version = "0.1.0"

  static func json(
    _ plan: Plan, library: DataLibrary, arguments: [String]
  ) throws -> JSON {
    let folder = FileManager.default.currentDirectoryPath
    return [
      "locus_version": .string(version),
      "date": .string(ISO8601DateFormatter().string(from: Date())),
      "command": .array(arguments.map(JSON.string)),
      "git": git(in: folder),
      "host": [
        "name": .string(ProcessInfo.processInfo.hostName),
        "system": .string(ProcessInfo.processInfo.operatingSystemVersionString),
        "architecture": .string(Platform.architecture),
        "processors": .integer(ProcessInfo.processInfo.activeProcessorCount),
      ],
      "instruction_set": .string(InstructionSet.current.rawValue),
      "threads": .integer(WorkPool.shared.threads),
      "data": try data(plan, library),
      "plugins": plugins(plan),
      "remarks": .array(plan.remarks.map(JSON.string)),
    ]
  }

  /// Every data set that takes part, with the number and the hash of its images.
  private static func data(_ plan: Plan, _ library: DataLibrary) throws -> JSON {
    var sets: [String: DataLibrary.LoadedSet] = [:]
    for run in plan.experiment.runs {
      let models = [run.reference].compactMap { $0 } + run.variants
      for request in [run.dataset] + models.compactMap(\.dataset) {
        sets[request.json.canonicalText] = try library.load(request)
      }
    }
    return .array(
      try sets.sorted { $0.key < $1.key }.map { request, set in
        [
          "dataset": try JSONParser.parse(text: request, file: "a data set"),
          "sha256": .string(set.contentHash),
          "images": .integer(set.collection.images.count),
        ]
      })
  }

  private static func plugins(_ plan: Plan) -> JSON {
    var versions: [String: Int] = [:]
    for run in plan.experiment.runs {
      versions[run.task.name] = run.task.algorithmVersion
      for variant in [run.reference].compactMap({ $0 }) + run.variants {
        versions[variant.denoiser.name] = variant.denoiser.algorithmVersion
      }
    }
    return .object(versions.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })
  }

  /// Commit and dirty flag of the working directory; null outside a repository.
  private static func git(in folder: String) -> JSON {
    func run(_ arguments: [String]) -> String? {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["git", "-C", folder] + arguments
      let output = Pipe()
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { return nil }
      let data = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else { return nil }
      return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    guard let commit = run(["rev-parse", "HEAD"]) else { return JSON(.null) }
    let changes = run(["status", "--porcelain"]) ?? ""
    return ["commit": .string(commit), "dirty": .bool(!changes.isEmpty)]
  }
}
