import Testing

@testable import Framework

/// Which keys a spec may hold is for its task to say.
@Suite struct TaskKeysTests {
  private let blur: JSON = [["name": "blur"]]

  @Test func aTaskOfTheDataNeedsADataSetOnly() throws {
    let run = try SpecFixture.experiment(["task": "counting", "denoisers": nil]).runs[0]
    #expect(run.task.name == "counting" && run.variants.isEmpty)
  }

  @Test func keysThatItDoesNotUseAreRefusedWithTheTasksThatDo() throws {
    #expect(
      try SpecFixture.messages(["inputs": ["source": "forward"]]) == [
        "error: inputs: the task \"sampling\" does not use this key; leave it out, or change the "
          + "task: \"answering\" and \"looking\" use it"
      ])
    #expect(
      try SpecFixture.messages(["spot": 3]) == [
        "error: spot: the task \"sampling\" does not use this key; leave it out, or change the task: "
          + "\"looking\" uses it"
      ])
    let all = try SpecFixture.messages([
      "task": "counting", "schedule": ["name": "karras"], "samples": 3, "save_arrays": true,
    ])
    #expect(all.count == 4 && all.allSatisfy { $0.contains("\"counting\" does not use this key") })
  }

  /// A key that says nothing is as good as none.
  @Test func wordsOfAbsenceAreNoUse() throws {
    #expect(throws: Never.self) {
      try SpecFixture.experiment([
        "task": "counting", "denoisers": nil, "noise": "none", "inputs": "none",
        "reference": "none", "metrics": "default", "significance": "default",
      ])
    }
  }

  @Test func keysThatItNeedsAreAskedFor() throws {
    #expect(
      try SpecFixture.messages(["task": "answering"]) == [
        "error: inputs: the task \"answering\" needs inputs, e.g. {\"source\": \"forward\"}"
      ])
    #expect(
      try SpecFixture.messages(["denoisers": nil]) == [
        "error: denoisers: expected a list with at least one denoiser, e.g. [\"optimal\"]"
      ])
  }

  @Test func itsOwnKeysAreItsParameters() throws {
    func spot(_ changes: [String: JSON?]) throws -> Int? {
      let run = try SpecFixture.experiment(
        (["task": "looking"] as [String: JSON?]).merging(changes) { $1 }
      ).runs[0]
      #expect(run.inputs?.mode == "forward")
      return (run.task.make as? Looking)?.spot
    }
    #expect(try spot([:]) == 0)
    #expect(try spot(["spot": 4]) == 4)
    #expect(
      try SpecFixture.messages(["task": "looking", "spot": 10]) == [
        "error: spot: expected an integer in [0, 9], found an integer 10"
      ])
    let swept = try SpecFixture.experiment(["task": "looking", "spot": ["sweep": [1, 2]]])
    #expect(swept.runs.map { ($0.task.make as? Looking)?.spot } == [1, 2])
  }

  @Test(
    arguments: [
      (["source": "candidate"], "takes inputs from \"forward\" or \"reverse\""),
      (["source": "reverse"], "inputs from \"reverse\" need a \"reference\" in the spec"),
    ] as [(JSON, String)])
  func inputsMustSuit(_ inputs: JSON, _ message: String) throws {
    let messages = try SpecFixture.messages(["task": "looking", "inputs": inputs])
    #expect(messages.count == 1 && messages[0].contains(message), "\(messages)")
  }

  @Test func aReferenceThatOnlyMakesInputs() throws {
    let reference: JSON = ["name": "blur"]
    #expect(
      try SpecFixture.messages(["task": "looking", "reference": reference]) == [
        "error: reference: the task \"looking\" uses a reference for inputs from \"reverse\" only; "
          + "list it among the denoisers"
      ])
    #expect(throws: Never.self) {
      try SpecFixture.experiment([
        "task": "looking", "reference": reference, "inputs": ["source": "reverse"],
      ])
    }
  }

  @Test func anUnknownTaskIsNamedWithTheKnownOnes() throws {
    #expect(
      try SpecFixture.messages(["task": "samplin"]) == [
        "error: task: there is no \"samplin\" among the tasks; did you mean \"sampling\"? Known "
          + "tasks: sampling, answering, looking, counting"
      ])
    #expect(try SpecFixture.messages(["task": 3]).map { $0.contains("error: task: ") } == [true])
  }
}
