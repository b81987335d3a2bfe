/// Kernels that lay images side by side; described where they are defined, in Sources/Framework/Kernels.
package protocol LaneKernelSet: SendableMetatype {
  static var count: Int { get }

  static func spread(
    _ images: Int, _ elements: Int, _ source: UnsafePointer<Float>, _ stride: Int,
    _ fill: Float, _ lanes: UnsafeMutablePointer<Float>)
  static func interleave(
    _ images: Int, _ elements: Int, _ source: UnsafePointer<UInt8>, _ stride: Int,
    _ lanes: UnsafeMutablePointer<UInt8>, _ scratch: UnsafeMutablePointer<UInt8>)
  static func widen(
    _ images: Int, _ elements: Int, _ bytes: UnsafePointer<UInt8>, _ fill: Float,
    _ lanes: UnsafeMutablePointer<Float>)
}
