/// Kernels on bytes as 16-bit words; described in Sources/Framework/Kernels.
package protocol WordKernelSet: SendableMetatype {
  static var tileRows: Int { get }
  static var tileColumns: Int { get }

  static func pack(
    _ rows: Int, _ columns: Int, _ bytes: UnsafePointer<UInt8>, _ stride: Int,
    _ panels: UnsafeMutablePointer<UInt64>, _ room: Int, _ totals: UnsafeMutablePointer<UInt64>)
  static func multiplyPanels(
    _ rows: Int, _ columns: Int, _ depth: Int, _ room: Int,
    _ left: UnsafePointer<UInt64>, _ right: UnsafePointer<UInt64>,
    _ result: UnsafeMutablePointer<Double>, _ stride: Int, _ lowerOnly: Bool,
    _ scratch: UnsafeMutablePointer<Double>)
}
