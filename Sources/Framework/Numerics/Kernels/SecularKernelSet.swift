/// Kernels of the secular equation; described in Sources/Framework/Kernels.
package protocol SecularKernelSet: SendableMetatype {
  static func sums(
    _ first: Int, _ last: Int, _ poles: UnsafePointer<Double>, _ weights: UnsafePointer<Double>,
    _ origin: Double, _ shift: Double
  ) -> (value: Double, slope: Double)
  static func weights(
    _ first: Int, _ last: Int, _ count: Int, _ poles: UnsafePointer<Double>,
    _ origins: UnsafePointer<Double>, _ shifts: UnsafePointer<Double>,
    _ result: UnsafeMutablePointer<Double>)
  static func vector(
    _ count: Int, _ poles: UnsafePointer<Double>, _ z: UnsafePointer<Double>,
    _ origin: Double, _ shift: Double, _ vector: UnsafeMutablePointer<Double>
  ) -> Double
}
