/// Kernels on bytes as 16-bit words, exact sums of products over images.
///
/// Each is described where it is defined, in Sources/Framework/Kernels/Vector.
package protocol WordKernelSet: SendableMetatype {
  static var tileRows: Int { get }
  static var tileColumns: Int { get }

  static func pack(
    rows: Int, columns: Int, bytes: UnsafePointer<UInt8>, stride: Int,
    panels: UnsafeMutablePointer<UInt64>, room: Int, totals: UnsafeMutablePointer<UInt64>)
  static func multiplyPanels(
    rows: Int, columns: Int, depth: Int, room: Int, left: UnsafePointer<UInt64>,
    right: UnsafePointer<UInt64>, result: UnsafeMutablePointer<Double>, stride: Int,
    lowerOnly: Bool, scratch: UnsafeMutablePointer<Double>)
}
