/// Kernels on the poles and roots of a secular equation, in Double.
///
/// Each is described where it is defined, in Sources/Framework/Kernels/Vector.
package protocol SecularKernelSet: SendableMetatype {
  static func sums(
    first: Int, last: Int, poles: UnsafePointer<Double>, weights: UnsafePointer<Double>,
    origin: Double, shift: Double
  ) -> (value: Double, slope: Double)
  static func weights(
    first: Int, last: Int, count: Int, poles: UnsafePointer<Double>, origins: UnsafePointer<Double>,
    shifts: UnsafePointer<Double>, result: UnsafeMutablePointer<Double>)
  static func vector(
    count: Int, poles: UnsafePointer<Double>, z: UnsafePointer<Double>, origin: Double,
    shift: Double, result vector: UnsafeMutablePointer<Double>
  ) -> Double
}
