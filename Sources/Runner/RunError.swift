/// Something that keeps a run from starting or going on.
public struct RunError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
