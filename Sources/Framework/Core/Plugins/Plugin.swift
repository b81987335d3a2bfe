/// What every plugin says about itself.
///
/// A plugin is one type in one file: a name, a summary, described parameters and an initialiser.
public protocol Plugin: Sendable {
  associatedtype Parameters: ParameterSet = NoParameters

  /// The name in a spec: lower-case words joined by hyphens.
  static var name: String { get }
  /// One line for `locus list`: what it computes and whose method it is.
  static var summary: String { get }
  /// Changes whenever a new version computes other numbers from the same input; results of older
  /// versions are then computed anew.
  ///
  /// Only the plugins that come with Locus are known by their version alone, and every one of them
  /// declares it. The numbers of any other plugin, and of one that declares none, hold for the
  /// program that computed them; see ``CodeIdentity``.
  static var algorithmVersion: Int { get }
  /// The papers that the plugin is made after, or where its data are described, for `locus cite`.
  static var citations: [Citation] { get }
}

extension Plugin {
  /// None declared.
  public static var algorithmVersion: Int { 0 }
  public static var citations: [Citation] { [] }
}
