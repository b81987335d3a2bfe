import Datasets
import Foundation
import Framework

/// `locus doctor`.
enum DoctorCommand {
  static let doctor = Command(
    "doctor", "Show what this machine offers and what is missing",
    examples: ["locus doctor", "LOCUS_ISA=baseline locus doctor"],
    about: "Shows the instruction set in use, processors, data folders and references.",
    options: [.json("the facts")], words: 0
  ) { context, arguments in
    let facts = facts(context)
    if arguments.has("--json") {
      Terminal.print(JSON.object(facts.map { ($0.key, .string($0.value)) }).prettyText())
      return .done
    }
    let width = facts.map(\.key.count).max() ?? 0
    for fact in facts {
      let key = fact.key.padding(toLength: width + 2, withPad: " ", startingAt: 0)
      Terminal.print(key + fact.value)
    }
    return .done
  }

  private static func facts(_ context: CommandContext) -> [(key: String, value: String)] {
    let environment = context.environment
    let data = DataFolder.standard(environment)
    func state(_ folder: String) -> String {
      let path = data.appendingPathComponent(folder).path
      return FileManager.default.fileExists(atPath: path) ? path : "not there (\(path))"
    }
    var facts: [(key: String, value: String)] = [
      ("locus", ProgramIdentity.version + (ProgramIdentity.commit.map { " (commit \($0))" } ?? "")),
      (
        "instruction set",
        InstructionSet.current.rawValue + " (this machine has "
          + InstructionSet.available.map(\.rawValue).joined(separator: ", ") + ")"
      ),
      ("processors", "\(ProcessInfo.processInfo.activeProcessorCount)"),
      (
        "memory", String(format: "%.1f GB", Double(ProcessInfo.processInfo.physicalMemory) / 1e9)
      ),
    ]
    for set in DownloadCatalogue.all {
      facts.append((set.name, state(set.folder)))
    }
    let references = environment["LOCUS_REFERENCES"] ?? ""
    facts.append(
      ("LOCUS_REFERENCES", references.isEmpty ? "not set (recorded networks)" : references))
    for registry in context.catalogue.registries {
      facts.append((registry.kind, registry.names.joined(separator: ", ")))
    }
    if InstructionSet.hasPlainKernels {
      facts.append(
        (
          "note",
          "kernels were built without vector instructions, because this package is used by version; "
            + "for full speed depend on it by path: .package(path: \"…/locus\")"
        ))
    }
    #if DEBUG
      facts.append(("note", "this is a debug build; build with -c release to run experiments"))
    #endif
    return facts
  }
}
