/// Which tests are made.
public struct SignificanceOptions: ParameterSet {
  @Parameter("Label of the variant that is compared with the others; \"last\" is the last one.")
  public var candidate = Either<String, Last>.absent
  @Parameter("Labels of the variants it is compared with.")
  public var against = Either<[String], All>.absent
  @Parameter("Samples share their noise, so \"paired\" is the right t-test for one run.")
  public var test = TestKind.paired
  @Parameter("What the alternative hypothesis says of candidate minus other.")
  public var alternative = Alternative.twoSided
  @Parameter("Which adjusted p-value decides: Holm, Benjamini-Hochberg or neither.")
  public var correction = Correction.holm
  @Parameter("Level of the tests.", in: 0.0...1)
  public var alpha = 0.05
  @Parameter(
    "Largest mean difference that counts as none, for tests of equivalence; \"none\" makes no such "
      + "tests.", in: .above(0) as Bounds)
  public var equivalence = Either<EquivalenceMargins, None>.absent
  public init() {}

  /// The options with other labels; nil leaves the words that stand for none.
  func naming(candidate: String?, against: [String]?) -> SignificanceOptions? {
    var json = json
    json["candidate"] = candidate.map(JSON.string) ?? json["candidate"]
    json["against"] = against.map { .array($0.map(JSON.string)) } ?? json["against"]
    return try? SignificanceOptions(json)
  }
}

/// The absence that means 'the last of the list'.
public enum Last: AbsenceWord { public static let word = "last" }

extension TestKind: ChoiceParameter {}
extension Alternative: ChoiceParameter {}
extension Correction: ChoiceParameter {}
