/// Kernels over windows at the same place; the functions are described where they are defined, in
/// Sources/Framework/Kernels.
package protocol PlaceKernelSet: SendableMetatype {
  static func rowSums(
    _ isBytes: Bool, _ rows: Int, _ width: Int, _ channels: Int, _ factor: Float,
    _ query: UnsafePointer<Float>, _ images: UnsafeRawPointer, _ absent: UnsafePointer<Float>,
    _ before: Int, _ count: Int, _ size: Int, _ line: UnsafeMutablePointer<Float>,
    _ partial: UnsafeMutablePointer<Float>, _ plane: UnsafeMutablePointer<Float>, _ stride: Int)
  static func accumulate(
    _ isBytes: Bool, _ rows: Int, _ columns: Int, _ size: Int, _ channels: Int,
    _ scale: Float, _ margin: Float, _ plane: UnsafePointer<Float>, _ stride: Int,
    _ images: UnsafeRawPointer, _ width: Int, _ channelStride: Int,
    _ partial: UnsafeMutablePointer<Float>, _ distances: UnsafeMutablePointer<Float>,
    _ near: UnsafeMutablePointer<Int32>, _ least: UnsafeMutablePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>
  ) -> Bool
  static func cover(
    _ rows: Int, _ columns: Int, _ size: Int, _ scale: Float, _ margin: Float,
    _ plane: UnsafePointer<Float>, _ stride: Int, _ least: UnsafePointer<Float>,
    _ shares: UnsafePointer<Float>, _ partial: UnsafeMutablePointer<Float>,
    _ column: UnsafeMutablePointer<Float>, _ cover: UnsafeMutablePointer<Float>,
    _ coverStride: Int
  ) -> Bool
  static func addCovered(
    _ isBytes: Bool, _ groups: Int, _ height: Int, _ columns: Int, _ size: Int, _ channels: Int,
    _ cover: UnsafePointer<Float>, _ coverStride: Int,
    _ images: UnsafePointer<UnsafeRawPointer>, _ partial: UnsafeMutablePointer<Float>,
    _ weights: UnsafeMutablePointer<Float>, _ weighted: UnsafeMutablePointer<Float>)
}
