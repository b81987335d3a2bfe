// The kernels of this folder are compiled once per instruction set (the symbolic links beside it)
// and chosen at run time. A function that the linker could share between those copies would carry
// the newest instructions into code that old processors run, so only pointers and fixed-width SIMD
// types appear here: no arrays, closures or generics, and no SIMD value crosses the module border.
// Tools/check_kernel_objects.sh looks at the object files for what slipped through.

/// Kernels on Float elements.
public enum FloatKernels {
  public typealias Scalar = Float
  /// One cache line of elements, whatever the register width is.
  typealias Lanes = SIMD16<Float>
  static var laneCount: Int { 16 }
}

/// Kernels on Double elements.
public enum DoubleKernels {
  public typealias Scalar = Double
  /// One cache line of elements, whatever the register width is.
  typealias Lanes = SIMD8<Double>
  static var laneCount: Int { 8 }
}

/// Kernels that pass over stored images: byte or Float elements, Float arithmetic.
public enum ScanKernels {
  typealias Lanes = SIMD16<Float>
  static var laneCount: Int { 16 }
}

/// Kernels on bytes as 16-bit words: whole numbers, exact.
public enum WordKernels {}
