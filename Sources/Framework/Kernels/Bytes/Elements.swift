/// How an array element is stored; the raw values are an agreement with the caller only.
public enum ElementCode: Sendable {
  case uint8, int8, uint16, int16, uint32, int32, uint64, int64
  case float16, bfloat16, float32, float64

  @inline(__always)
  var size: Int {
    switch self {
    case .uint8, .int8: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  @inline(__always)
  var isInteger: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: false
    default: true
    }
  }
}

/// Converts `count` stored elements to `Float`; `swapped` says that their bytes are reversed.
@inline(never)
public func convertToFloats(
  _ source: UnsafeRawPointer, _ code: ElementCode, swapped: Bool, count: Int,
  _ target: UnsafeMutablePointer<Float>
) {
  let size = code.size
  if code == .float32, !swapped {
    UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: count &* size)
  } else if code == .uint64 {
    for index in 0..<count { target[index] = Float(load64(source + index &* size, swapped)) }
  } else if code.isInteger {
    for index in 0..<count {
      target[index] = Float(loadInteger(source + index &* size, code, swapped))
    }
  } else {
    for index in 0..<count {
      target[index] = Float(loadReal(source + index &* size, code, swapped))
    }
  }
}

/// Converts `count` stored elements to `Double`.
@inline(never)
public func convertToDoubles(
  _ source: UnsafeRawPointer, _ code: ElementCode, swapped: Bool, count: Int,
  _ target: UnsafeMutablePointer<Double>
) {
  let size = code.size
  if code == .float64, !swapped {
    UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: count &* size)
  } else if code == .uint64 {
    for index in 0..<count { target[index] = Double(load64(source + index &* size, swapped)) }
  } else if code.isInteger {
    for index in 0..<count {
      target[index] = Double(loadInteger(source + index &* size, code, swapped))
    }
  } else {
    for index in 0..<count { target[index] = loadReal(source + index &* size, code, swapped) }
  }
}

/// Converts `count` stored integers to `Int`; `code` is not a floating-point one. Unsigned integers of
/// 64 bits beyond `Int.max` come out negative.
@inline(never)
public func convertToIntegers(
  _ source: UnsafeRawPointer, _ code: ElementCode, swapped: Bool, count: Int,
  _ target: UnsafeMutablePointer<Int>
) {
  let size = code.size
  for index in 0..<count {
    target[index] = Int(
      truncatingIfNeeded: loadInteger(source + index &* size, code, swapped))
  }
}

/// Rounds `count` numbers to the nearest IEEE 754 binary16, ties to even; beyond 65504 they become
/// infinite.
@inline(never)
public func roundToHalf(
  _ source: UnsafePointer<Float>, count: Int, _ target: UnsafeMutablePointer<UInt16>
) {
  for index in 0..<count { target[index] = floatToHalf(source[index]) }
}

/// Copies elements `start ..< start + count`, counted in C order, of an array in Fortran order.
///
/// `position` is scratch space of `rank` words; no dimension is 0.
@inline(never)
public func gatherFromFortranOrder(
  _ source: UnsafeRawPointer, elementSize: Int, shape: UnsafePointer<Int>, rank: Int,
  start: Int, count: Int, position: UnsafeMutablePointer<Int>, _ target: UnsafeMutableRawPointer
) {
  var rest = start
  for axis in stride(from: rank &- 1, through: 0, by: -1) {
    position[axis] = rest % shape[axis]
    rest /= shape[axis]
  }
  for index in 0..<count {
    var offset = 0
    for axis in stride(from: rank &- 1, through: 0, by: -1) {
      offset = offset &* shape[axis] &+ position[axis]
    }
    (target + index &* elementSize).copyMemory(
      from: source + offset &* elementSize, byteCount: elementSize)
    var axis = rank &- 1
    while axis >= 0 {
      position[axis] &+= 1
      if position[axis] < shape[axis] { break }
      position[axis] = 0
      axis &-= 1
    }
  }
}

@inline(__always)
private func loadInteger(
  _ pointer: UnsafeRawPointer, _ code: ElementCode, _ swapped: Bool
) -> Int64 {
  switch code {
  case .uint8: Int64(pointer.load(as: UInt8.self))
  case .int8: Int64(pointer.load(as: Int8.self))
  case .uint16: Int64(load16(pointer, swapped))
  case .int16: Int64(Int16(bitPattern: load16(pointer, swapped)))
  case .uint32: Int64(load32(pointer, swapped))
  case .int32: Int64(Int32(bitPattern: load32(pointer, swapped)))
  default: Int64(bitPattern: load64(pointer, swapped))
  }
}

@inline(__always)
private func loadReal(
  _ pointer: UnsafeRawPointer, _ code: ElementCode, _ swapped: Bool
) -> Double {
  switch code {
  case .float16: halfToDouble(load16(pointer, swapped))
  case .bfloat16: Double(Float(bitPattern: UInt32(load16(pointer, swapped)) &<< 16))
  case .float32: Double(Float(bitPattern: load32(pointer, swapped)))
  default: Double(bitPattern: load64(pointer, swapped))
  }
}

/// Value of an IEEE 754 binary16 number (Swift's `Float16` is missing on Intel Macs).
@inline(__always)
private func halfToDouble(_ bits: UInt16) -> Double {
  let exponent = UInt64(bits &>> 10 & 31)
  let fraction = UInt64(bits & 1023)
  let magnitude: Double
  if exponent == 0 {
    magnitude = Double(fraction) * 0x1p-24
  } else if exponent == 31 {
    magnitude = Double(bitPattern: 0x7FF &<< 52 | fraction &<< 42)
  } else {
    magnitude = Double(bitPattern: (exponent &+ 1008) &<< 52 | fraction &<< 42)
  }
  return bits &>> 15 == 1 ? -magnitude : magnitude
}

@inline(__always)
private func floatToHalf(_ value: Float) -> UInt16 {
  let bits = value.bitPattern
  let sign = UInt16(truncatingIfNeeded: bits &>> 16) & 0x8000
  let magnitude = bits & 0x7FFF_FFFF
  if magnitude > 0x7F80_0000 { return sign | 0x7E00 }
  // 65520 lies half-way between the largest finite number and the next power of two.
  if magnitude >= 0x477F_F000 { return sign | 0x7C00 }
  if magnitude < 0x3880_0000 {
    // Subnormal: the last place of 0.5 is 2⁻²⁴, so the addition rounds as wanted.
    let rounded = Float(bitPattern: magnitude) + 0.5
    return sign | UInt16(truncatingIfNeeded: rounded.bitPattern &- 0x3F00_0000)
  }
  let odd = magnitude &>> 13 & 1
  return sign
    | UInt16(truncatingIfNeeded: (magnitude &- 0x3800_0000 &+ 0xFFF &+ odd) &>> 13)
}

@inline(__always)
private func load16(_ pointer: UnsafeRawPointer, _ swapped: Bool) -> UInt16 {
  let value = pointer.loadUnaligned(as: UInt16.self)
  return swapped ? value.byteSwapped : value
}

@inline(__always)
private func load32(_ pointer: UnsafeRawPointer, _ swapped: Bool) -> UInt32 {
  let value = pointer.loadUnaligned(as: UInt32.self)
  return swapped ? value.byteSwapped : value
}

@inline(__always)
private func load64(_ pointer: UnsafeRawPointer, _ swapped: Bool) -> UInt64 {
  let value = pointer.loadUnaligned(as: UInt64.self)
  return swapped ? value.byteSwapped : value
}
