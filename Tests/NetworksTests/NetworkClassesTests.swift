import Framework
import Testing

@testable import LocusNetworks

/// Which classes a network may be asked for.
struct NetworkClassesTests {
  static let ten = NetworkClasses.numbered(count: 10, orNone: true)
  static let needy = NetworkClasses.numbered(count: 10, orNone: false)
  static let vectors = NetworkClasses.vectors(size: 2)

  static let refused: [(NetworkClasses, NetworkLabel, String)] = [
    (.none, .number(3), "takes no class, and \"class\" is given; leave \"class\" out"),
    (.none, .vector([1]), "takes no class"),
    (ten, .number(10), "has the classes 0 to 9, and \"class\" is 10; choose one of them"),
    (ten, .vector([1]), "takes the number of a class, and \"class\" is a list"),
    (needy, .none, "needs a class, and \"class\" is not given; set \"class\" to one of 0 to 9"),
    (vectors, .vector([1, 2, 3]), "takes a vector of 2 numbers, and \"class\" has 3"),
    (vectors, .number(1), "takes a vector in place of a class"),
    (vectors, .none, "set \"class\" to a list of 2 numbers"),
  ]

  @Test(arguments: refused) func refuses(
    classes: NetworkClasses, label: NetworkLabel, expected: String
  ) throws {
    let (problem, advice) = try #require(classes.refusal(of: label))
    #expect("\(problem); \(advice)".contains(expected))
  }

  /// The key that holds the class is named.
  static let refusedOfSamples: [(NetworkClasses, Int, String)] = [
    (
      .none, 3,
      "takes no class, and \"classes_of_samples\" is given; leave \"classes_of_samples\" out"
    ),
    (needy, 10, "has the classes 0 to 9, and \"classes_of_samples\" holds 10; choose one of them"),
    (vectors, 1, "takes a vector in place of a class, and \"classes_of_samples\" is no vector"),
  ]

  @Test(arguments: refusedOfSamples) func refusesClassesOfSamples(
    classes: NetworkClasses, number: Int, expected: String
  ) throws {
    let (problem, advice) = try #require(
      classes.refusal(of: .number(number), key: "classes_of_samples"))
    #expect("\(problem); \(advice)".contains(expected))
  }

  static let taken: [(NetworkClasses, NetworkLabel)] = [
    (.none, .none), (ten, .none), (ten, .number(9)), (needy, .number(0)),
    (vectors, .vector([0.5, 1])),
  ]

  @Test(arguments: taken) func takes(classes: NetworkClasses, label: NetworkLabel) {
    #expect(classes.refusal(of: label) == nil)
    let isOpen = classes == Self.ten && label == .none
    #expect((classes.remark(on: label) != nil) == isOpen)
  }

  /// A run says so before any work: the number of a class that is not there, and a missing one.
  @Test func aNetworkSaysWhatIsWrong() throws {
    let golden = EDMGoldenTests.Golden("adm_edm")
    let network = try TrainedNetwork(golden.weights)
    let shape = batch(try golden.array("x")).shape
    #expect(network.remarks(on: .number(1)).isEmpty)
    #expect(network.remarks(on: .none).first?.contains("no \"class\" given") == true)
    let error = #expect(throws: FormatError.self) {
      try network.check(shape: shape, levels: [], label: .number(10))
    }
    #expect(error?.problem == "the network has the classes 0 to 9, and \"class\" is 10")
  }

  static let read: [(JSON, NetworkLabel?)] = [
    ("none", .some(.none)), (3, .number(3)), ([1, 0.5], .vector([1, 0.5])), (-1, nil), (1.5, nil),
    ([], nil), ([1, "a"], nil), ("cat", nil), (true, nil), ([1e300], nil),
  ]

  @Test(arguments: read) func isReadFromASpec(json: JSON, expected: NetworkLabel?) {
    let issues = IssueCollector()
    let label = NetworkLabel.read(json, within: nil, with: ParameterReader(issues: issues))
    #expect(label == expected)
    #expect(issues.reports == (expected == nil ? 1 : 0))
    if let label { #expect(label.json == json) }
  }
}
