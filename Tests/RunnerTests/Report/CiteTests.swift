import Foundation
import Framework
import Testing

@testable import Runner

/// `locus cite`.
@Suite struct CiteTests {
  private func sources(
    _ changes: KeyValuePairs<String, JSON> = [:]
  ) throws -> (entries: [(citation: Citation, plugins: [String])], without: [String]) {
    let catalogue = try Catalogue.standard()
    return CiteCommand.sources(
      of: try Experiment(Sandbox.spec(changes), catalogue: catalogue, environment: [:]), catalogue)
  }

  @Test func whatThePluginsName() throws {
    let (entries, without) = try sources()
    #expect(
      entries.map(\.citation.key)
        == ["ho2020", "song2021", "lukoianov2025", "niedoba2025", "karras2022", "kamb2025"])
    #expect(entries[2].plugins == ["wiener", "r2"])
    #expect(without == ["generate", "synthetic", "nearest", "mse"])
  }

  /// The denoiser that another one asks counts too.
  @Test func pluginsAmongParameters() throws {
    let (entries, _) = try sources([
      "reference": ["name": "kamb-ls", "scales": 3],
      "denoisers": [["name": "pspc-flex", "heatmaps": ["from": ["name": "smoothed-optimal"]]]],
      "metrics": ["mse"],
    ])
    #expect(entries.map(\.citation.key).suffix(3) == ["kamb2025", "niedoba2025", "scarvelis2023"])
  }

  @Test func bibtex() {
    let citation = Citation(
      .article, "doe2020", "On σ & more", by: ["Zoë Doe", "A. B. Roe"], in: "A Journal", 2020,
      arXiv: "2001.00001")
    #expect(
      citation.bibtex == """
        @article{doe2020,
          author = {Zo{\\"{e}} Doe and A. B. Roe},
          title = {{On $\\sigma$ \\& more}},
          journal = {A Journal},
          year = {2020},
          eprint = {2001.00001},
          archivePrefix = {arXiv}
        }
        """)
  }

  /// One key is one paper, and every denoiser of the box that has authors names them.
  @Test func citationsOfTheBox() throws {
    let plugins = try Catalogue.standard().registries.flatMap(\.plugins)
    let citations = plugins.flatMap { $0.citations }
    for (key, same) in Dictionary(grouping: citations, by: \.key) {
      #expect(Set(same).count == 1, "\(key)")
      #expect(key.hasSuffix("\(same[0].year)"), "\(key)")
      #expect(!same[0].authors.isEmpty || !same[0].note.isEmpty, "\(key)")
    }
    let without = try Catalogue.standard().denoisers.plugins.filter { $0.citations.isEmpty }
    let unpublished = ["clean", "local-wiener", "nearest", "process", "recorded"]
    #expect(without.map { $0.name }.sorted() == unpublished)
  }

  @Test func aSpecOrResults() throws {
    let sandbox = try Sandbox()
    let spec = try sandbox.write(Sandbox.spec())
    #expect(try sandbox.locus("cite", spec) == .done)
    #expect(try sandbox.locus("run", spec) == .done)
    #expect(try sandbox.locus("cite", sandbox.path("out/little"), "--json") == .done)
    #expect(try sandbox.locus("cite") == .usage)
  }
}
