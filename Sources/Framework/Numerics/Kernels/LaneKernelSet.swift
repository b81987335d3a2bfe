/// Kernels that lay images side by side, from rows of memory into lanes.
///
/// Each is described where it is defined, in Sources/Framework/Kernels/Vector.
package protocol LaneKernelSet: SendableMetatype {
  static func spread(
    images: Int, elements: Int, source: UnsafePointer<Float>, stride: Int, fill: Float,
    lanes: UnsafeMutablePointer<Float>)
  static func interleave(
    images: Int, elements: Int, source: UnsafePointer<UInt8>, stride: Int,
    lanes: UnsafeMutablePointer<UInt8>, scratch: UnsafeMutablePointer<UInt8>)
  static func widen(
    images: Int, elements: Int, bytes: UnsafePointer<UInt8>, fill: Float,
    lanes: UnsafeMutablePointer<Float>)
}
