public struct PlantedPattern: Sendable {
  public let amplitude: Double
  public let seed: UInt64
  public func plant(
    into pixels: inout [UInt8], channels: Int, height: Int, width: Int, firstIndex: Int
  ) {}
  public func plant(
    into values: inout [Float], channels: Int, height: Int, width: Int, firstIndex: Int
  ) {}
}
