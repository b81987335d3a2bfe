/// An element type that matrices have kernels for: Float and Double.
public protocol MatrixScalar: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// The kernels for this type among those of one instruction set.
  static func kernels(in table: KernelTable) -> MatrixKernels<Self>
}

/// The kernels of one instruction set for one element type.
public struct MatrixKernels<Scalar: MatrixScalar>: Sendable {
  let set: any MatrixKernelSet<Scalar>.Type
}

extension Float: MatrixScalar {
  public static func kernels(in table: KernelTable) -> MatrixKernels<Float> {
    MatrixKernels(set: table.float)
  }
}

extension Double: MatrixScalar {
  public static func kernels(in table: KernelTable) -> MatrixKernels<Double> {
    MatrixKernels(set: table.double)
  }
}
