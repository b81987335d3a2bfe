/// What cannot be in the coded data of a JPEG scan.
public enum JPEGFault: Sendable {
  /// The data end before the last block.
  case cutShort
  case unknownCode
  /// A value lies beyond the last coefficient of its block or band.
  case beyondBlock
  case noRestartMarker
  /// There are data behind the last block.
  case leftOver
}

/// Reads the coefficients of single blocks (ITU-T T.81, F.2.2 and G.2).
struct JPEGBlockReader {
  /// Row · 8 + column of each coefficient in the order of the file.
  let order: UnsafePointer<UInt8>
  /// The coefficients of the scan, and the power of two they are multiples of.
  let band: ClosedRange<Int>
  let shift: Int
  var bits: JPEGBits
  var fault: JPEGFault?
  /// How many blocks to come have no new coefficients in this band.
  var emptyBlocks = 0

  init(order: UnsafePointer<UInt8>, band: ClosedRange<Int>, shift: Int, bits: JPEGBits) {
    self.order = order
    self.band = band
    self.shift = shift
    self.bits = bits
  }

  /// The difference of a block's constant coefficient to that of the block before.
  @inline(__always)
  mutating func difference(_ code: JPEGCode) -> Int {
    let size = code.read(&bits)
    guard (0...15).contains(size) else {
      fault = .unknownCode
      return 0
    }
    return bits.value(size: size)
  }

  /// The constant coefficient's first bits, or with `isRefined` its next one.
  @inline(__always)
  mutating func constant(
    _ block: UnsafeMutablePointer<Int16>, _ code: JPEGCode, _ last: inout Int, isRefined: Bool
  ) {
    if isRefined {
      if bits.bit() { block[0] |= 1 &<< Int16(truncatingIfNeeded: shift) }
    } else {
      last &+= difference(code)
      block[0] = Int16(truncatingIfNeeded: last &<< shift)
    }
  }

  /// The first bits of the other coefficients.
  @inline(__always)
  mutating func readBand(_ block: UnsafeMutablePointer<Int16>, _ code: JPEGCode) {
    if emptyBlocks > 0 {
      emptyBlocks &-= 1
      return
    }
    var k = max(1, band.lowerBound)
    while k <= band.upperBound {
      let symbol = code.read(&bits)
      guard symbol >= 0 else { return fault = .unknownCode }
      let (run, size) = (symbol &>> 4, symbol & 15)
      if size == 0, run < 15 {
        emptyBlocks = (1 &<< run) &+ bits.take(run) &- 1
        return
      }
      k &+= run
      guard k <= band.upperBound else { return fault = .beyondBlock }
      if size > 0 {
        let value = bits.value(size: size) &<< shift
        block[Int(order[k])] = Int16(truncatingIfNeeded: value)
      }
      k &+= 1
    }
  }

  /// The next bit of coefficients that are not zero, and those that become so with it.
  @inline(__always)
  mutating func refine(_ block: UnsafeMutablePointer<Int16>, _ code: JPEGCode) {
    let step = Int16(truncatingIfNeeded: 1 &<< shift)
    var k = band.lowerBound
    while emptyBlocks == 0, k <= band.upperBound {
      let symbol = code.read(&bits)
      guard symbol >= 0 else { return fault = .unknownCode }
      let (run, size) = (symbol &>> 4, symbol & 15)
      if size == 0, run < 15 {
        emptyBlocks = (1 &<< run) &+ bits.take(run)
        break
      }
      guard size <= 1 else { return fault = .unknownCode }
      let value = size == 0 ? 0 : bits.bit() ? step : 0 &- step
      k = refine(block, from: k, past: run, step)
      if size > 0 {
        guard k <= band.upperBound else { return fault = .beyondBlock }
        block[Int(order[k])] = value
      }
      k &+= 1
    }
    if emptyBlocks > 0 {
      _ = refine(block, from: k, past: 64, step)
      emptyBlocks &-= 1
    }
  }

  /// Refines coefficients until as many zeros were passed, and returns the index of the next zero.
  @inline(__always)
  private mutating func refine(
    _ block: UnsafeMutablePointer<Int16>, from start: Int, past zeros: Int, _ step: Int16
  ) -> Int {
    var k = start
    var left = zeros
    while k <= band.upperBound {
      let index = Int(order[k])
      if block[index] == 0 {
        if left == 0 { break }
        left &-= 1
      } else if bits.bit(), block[index] & step == 0 {
        block[index] &+= block[index] > 0 ? step : 0 &- step
      }
      k &+= 1
    }
    return k
  }
}
