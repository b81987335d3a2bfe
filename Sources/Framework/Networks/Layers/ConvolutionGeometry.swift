extension Convolution {
  /// The sizes of a convolution.
  public struct Geometry: Sendable {
    var inputs: Int
    var outputs: Int
    /// Side of the kernel.
    var side: Int
    var stride: Int
    /// Pixels above and to the left of the image.
    var padding: Int
    /// Pixels below and to the right of it.
    var paddingBehind: Int

    /// - Parameter paddingBehind: as much as `padding` if it is nil; a stride of two without padding
    ///   has one zero behind, since half of an even side would otherwise be cut.
    public init(
      inputs: Int, outputs: Int, side: Int = 3, stride: Int = 1, padding: Int = 1,
      paddingBehind: Int? = nil
    ) {
      self.inputs = inputs
      self.outputs = outputs
      self.side = side
      self.stride = stride
      self.padding = padding
      self.paddingBehind = paddingBehind ?? (stride == 2 && padding == 0 ? 1 : padding)
    }

    /// A convolution whose result is as large as its input, with a kernel of odd side.
    static func same(inputs: Int, outputs: Int, side: Int) -> Geometry {
      Geometry(inputs: inputs, outputs: outputs, side: side, padding: side / 2)
    }

    /// A convolution that makes one pixel of each `side` × `side`.
    static func patches(inputs: Int, outputs: Int, side: Int) -> Geometry {
      Geometry(
        inputs: inputs, outputs: outputs, side: side, stride: side, padding: 0, paddingBehind: 0)
    }

    /// A convolution that mixes the channels of each pixel.
    static func pointwise(inputs: Int, outputs: Int) -> Geometry {
      Geometry(inputs: inputs, outputs: outputs, side: 1, padding: 0)
    }

    /// Rows of the unfolded input.
    var depth: Int { inputs * side * side }

    /// Output rows (or columns) for an input of `size`.
    func outputSize(_ size: Int) -> Int {
      (size + padding + paddingBehind - side) / stride + 1
    }

    /// The border that an input must have.
    var border: Int { max(padding, paddingBehind) }
  }
}
