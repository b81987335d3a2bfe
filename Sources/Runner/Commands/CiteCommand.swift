import Foundation
import Framework

/// `locus cite`.
enum CiteCommand {
  static let cite = Command(
    "cite", "Print BibTeX of the papers that a spec's plugins are made after",
    usage: "SPEC|RESULTS [KEY=VALUE …]",
    examples: [
      "locus cite experiments/quickstart.json", "locus cite results/quickstart > methods.bib",
    ],
    about: """
      Each plugin of the spec, or of the spec in a results folder, names its sources; above an entry
      stands what it is for. Check the entries against your style: they hold authors, title, venue,
      year and number on arXiv.
      """,
    options: [.json("the entries with the plugins that name them")]
  ) { context, arguments in
    guard var path = arguments.words.first else {
      throw UsageError(
        "cite needs a spec or a results folder, e.g. locus cite experiments/quickstart.json")
    }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      path = URL(fileURLWithPath: path).appendingPathComponent("spec.json").path
    }
    let experiment = try Experiment.load(
      path, overrides: Array(arguments.words.dropFirst()), catalogue: context.catalogue,
      environment: context.environment(for: arguments))
    let sources = Self.sources(of: experiment, context.catalogue)
    if arguments.has("--json") {
      Terminal.print(
        JSON.array(
          sources.entries.map { citation, plugins in
            [
              "key": .string(citation.key), "plugins": .array(plugins.map(JSON.string)),
              "bibtex": .string(citation.bibtex),
            ]
          }
        ).prettyText())
    } else {
      for (citation, plugins) in sources.entries {
        Terminal.print("% \(plugins.joined(separator: ", "))\n\(citation.bibtex)\n")
      }
    }
    if !sources.without.isEmpty {
      Terminal.say("Without a source of their own: \(sources.without.joined(separator: ", "))")
    }
    return .done
  }

  /// What the plugins of an experiment name, in the order in which they stand in the spec.
  static func sources(
    of experiment: Experiment, _ catalogue: Catalogue
  ) -> (entries: [(citation: Citation, plugins: [String])], without: [String]) {
    var plugins: [any Plugin.Type] = []
    func add(_ plugin: (any Plugin.Type)?) {
      guard let plugin, !plugins.contains(where: { $0 == plugin }) else { return }
      plugins.append(plugin)
    }
    for run in experiment.runs {
      let models = [run.reference].compactMap { $0 } + run.variants
      add(catalogue.tasks[run.task.name])
      for request in [run.dataset] + models.compactMap(\.dataset) {
        add(catalogue.datasets[request.name])
      }
      if !run.levels.isEmpty { add(catalogue.schedules[run.schedule.name]) }
      for model in models {
        add(catalogue.denoisers[model.denoiser.name])
        // A denoiser may ask another one, by its name among the parameters.
        for name in names(in: model.denoiser.parameters) { add(catalogue.denoisers[name]) }
      }
      for metric in run.metrics { add(catalogue.metrics[metric.name]) }
    }
    var entries: [(citation: Citation, plugins: [String])] = []
    for plugin in plugins {
      for citation in plugin.citations {
        if let place = entries.firstIndex(where: { $0.citation.key == citation.key }) {
          entries[place].plugins.append(plugin.name)
        } else {
          entries.append((citation, [plugin.name]))
        }
      }
    }
    return (entries, plugins.filter { $0.citations.isEmpty }.map { $0.name })
  }

  /// What any object in `json` has for its name, or names as what it goes over.
  private static func names(in json: JSON) -> [String] {
    let inner = (json.members?.map(\.value) ?? []) + (json.array ?? [])
    return ["name", "over"].compactMap { json[$0]?.string } + inner.flatMap(names)
  }
}

extension Citation {
  /// The entry; letters with accents are commands.
  var bibtex: String {
    let place: String? =
      switch kind {
      case .article: "journal"
      case .inproceedings: "booktitle"
      case .techreport: "institution"
      case .misc: "howpublished"
      }
    let fields: [(String, String)] = [
      ("author", authors.map(LaTeX.escaped).joined(separator: " and ")),
      // Doubled braces keep capitals.
      ("title", "{\(LaTeX.escaped(title))}"), (place ?? "", LaTeX.escaped(venue)),
      ("year", "\(year)"), ("eprint", arXiv), ("archivePrefix", arXiv.isEmpty ? "" : "arXiv"),
      ("note", LaTeX.escaped(note)),
    ]
    let lines = fields.filter { !$0.1.isEmpty }.map { "  \($0.0) = {\($0.1)}" }
    return "@\(kind.rawValue){\(key),\n" + lines.joined(separator: ",\n") + "\n}"
  }
}
