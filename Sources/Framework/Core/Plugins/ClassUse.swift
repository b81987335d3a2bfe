/// What a denoiser can do with the class of each sample, in runs whose samples have classes.
public struct ClassUse: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// It reads ``ImageBatch/classes`` itself.
  public static let asked = ClassUse(rawValue: 1)
  /// Its answers come from the images that it is fitted to, so that fitting it to those of a class
  /// alone makes them answers for that class.
  public static let fitted = ClassUse(rawValue: 2)
}
