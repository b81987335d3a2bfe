import Framework
import Testing

@testable import Runner

/// `locus list` and `locus describe` know everything that a spec may name or hold.
@Suite struct VocabularyTests {
  private let vocabulary: Vocabulary

  init() throws { vocabulary = Vocabulary(try .standard()) }

  /// What is described under a name, in the order in which it is shown.
  private func text(_ name: String, of kind: String? = nil) throws -> String {
    try vocabulary.entries(name, of: kind).flatMap(\.lines).joined(separator: "\n")
  }

  @Test func everyKindIsListed() {
    #expect(
      vocabulary.kinds.map(\.name) == [
        "tasks", "denoisers", "datasets", "schedules", "metrics", "samplers", "keys",
      ])
    #expect(vocabulary.kinds.allSatisfy { !$0.entries.isEmpty })
    for kind in vocabulary.kinds {
      #expect(Set(kind.entries.map(\.name)).count == kind.entries.count, "\(kind.name)")
      #expect(kind.entries.allSatisfy { !$0.summary.isEmpty }, "\(kind.name)")
    }
  }

  /// Every key that a spec may have is described, and no other.
  @Test func keysAreThoseOfTheSchema() throws {
    let properties = try Catalogue.standard().schema["properties"]?.members?.map(\.key) ?? []
    let keys = vocabulary.kinds.last!.entries.map(\.name)
    #expect(Set(keys) == Set(properties + ["sweep"]))
  }

  @Test(
    arguments: [
      ("wiener", ["wiener (denoiser): ", "rank: ", "energy_cutoff: "]),
      ("generate", ["generate (task): ", "  denoisers: ", "[required]"]),
      (
        "samples",
        [
          "samples (key): Noise draws or inputs",
          "an integer at least 1 or \"all\" [default \"all\"]",
          "Tasks that take it: generate, denoise, sensitivity",
        ]
      ),
      (
        "inputs",
        [
          "inputs (key): ", "\"source\": \"forward\"", "split: one of \"train\", \"test\"",
          "\"source\": \"npy\"", "path: a path [required]",
          "Tasks that take it: denoise, sensitivity",
        ]
      ),
      (
        "significance", ["correction: one of \"holm\"", "alpha: a number in [0, 1] [default 0.05]"]
      ),
      ("dataset", ["dataset (key): ", "[required]", "every data set takes", "limit: ", "plant: "]),
      (
        "denoisers",
        [
          "denoisers (key): ", "`locus list denoisers`",
          "a list of denoisers [required by generate, denoise, sensitivity, posterior]\n",
        ]
      ),
      ("pixels", ["pixels (key): ", "Tasks that take it: sensitivity"]),
      ("extends", ["extends (key): A spec whose keys hold"]),
      ("sweep", ["sweep (key): {\"sweep\": […]}"]),
      ("ddim", ["ddim (sampler): ", "\"sampler\": \"ddim\" in the schedules ddpm-linear, cosine"]),
    ] as [(String, [String])])
  func namesAreDescribed(_ name: String, _ parts: [String]) throws {
    let text = try text(name)
    for part in parts { #expect(text.contains(part), "\(part): \(text)") }
  }

  @Test func aKindNarrowsTheSearch() throws {
    #expect(try text("synthetic", of: "dataset") == text("synthetic"))
    #expect(try text("dataset", of: "key") == text("dataset"))
    #expect(try text("euler", of: "samplers") == text("euler"))
  }

  @Test(
    arguments: [
      (nil, "sampels", "no plugin or key \"sampels\"; did you mean \"samples\"?"),
      (nil, "inptus", "did you mean \"inputs\"?"),
      (nil, "weiner", "did you mean \"wiener\"?"),
      (nil, "genrate", "did you mean \"generate\"?"),
      (nil, "samplers", "samplers are many; `locus list samplers` shows their names"),
      (nil, "task s", "no plugin or key \"task s\""),
      ("metric", "mes", "no metric \"mes\"; did you mean \"mse\"? Known metrics: r2, mse"),
      ("keys", "smaples", "did you mean \"samples\"?"),
      (
        "metrix", "r2",
        "no kind of plugin \"metrix\"; did you mean \"metrics\"?"
      ),
    ] as [(String?, String, String)])
  func unknownNamesHaveNearestOnes(_ kind: String?, _ name: String, _ says: String) throws {
    let error = #expect(throws: UsageError.self) { try vocabulary.entries(name, of: kind) }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
  }

  @Test func jsonHoldsWhatTheTextHolds() throws {
    let samples = try #require(try vocabulary.entries("samples", of: nil).first).json
    #expect(samples["default"] == "all" && samples["required"] == false)
    #expect(samples["tasks"] == ["generate", "denoise", "sensitivity", "posterior"])
    let inputs = try #require(try vocabulary.entries("inputs", of: nil).first).json
    #expect(
      inputs["parameters"]?.array?.map { $0["key"]! } == ["split", "offset", "path", "levels"])
    let kamb = try #require(try vocabulary.entries("kamb", of: nil).first).json
    #expect(kamb["schedules"] == ["cosine"] && kamb["parameters"] == [])
  }
}
