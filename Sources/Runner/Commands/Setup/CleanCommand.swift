import Foundation
import Framework

/// `locus clean`.
enum CleanCommand {
  static let clean = Command(
    "clean", "Show what caches and old units take, and remove it with --yes",
    usage: "[RESULTS …]",
    examples: [
      "locus clean", "locus clean --caches --yes", "locus clean results/quickstart",
      "locus clean results/quickstart --yes",
    ],
    about: """
      Without RESULTS: the caches, which are computed again where they are missing. With RESULTS:
      units that the folder's plan.json does not name (of earlier specs of that name: a run of one
      of them would compute them again), and temporary files of killed runs. Nothing is removed
      without --yes, and nothing that Locus has not written.
      """,
    options: [
      CommandOption("--caches", nil, "the caches, beside any RESULTS"),
      CommandOption("--yes", nil, "remove what is shown"),
    ]
  ) { context, arguments in
    let (removes, folders) = (arguments.has("--yes"), arguments.words)
    let showsCaches = folders.isEmpty || arguments.has("--caches")
    if removes, folders.isEmpty, !arguments.has("--caches") {
      throw UsageError("clean --yes needs --caches, or the results folders to be cleaned")
    }
    // All folders are looked at before anything is removed.
    var groups: [LeftoverFiles] = []
    if showsCaches { groups += LeftoverFiles.caches() }
    for folder in folders { groups += try LeftoverFiles.results(URL(fileURLWithPath: folder)) }
    context.work.begin()
    var (count, bytes) = (0, 0)
    for group in groups {
      if removes { try group.remove() }
      count += group.files.count
      bytes += group.bytes
      Terminal.print(group.line)
    }
    let total = LeftoverFiles.sizes(count, bytes)
    Terminal.print(
      removes
        ? "Removed: \(total)."
        : count == 0 ? "Nothing to remove." : "Nothing is removed: \(total); --yes removes them.")
    return .done
  }
}
