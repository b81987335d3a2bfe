// The filters of the PNG specification (clause 9): a byte is stored minus a prediction from the
// byte to the left (a), above (b) and above left (c), where `bytesPerPixel` is the step to the left.

/// Undoes the filters in place; each row is the filter's number and `rowBytes` bytes.
///
/// Returns the index of the first row with an unknown filter, or -1.
@inline(never)
public func unfilterPNG(
  _ rows: UnsafeMutablePointer<UInt8>, rowBytes: Int, rowCount: Int, bytesPerPixel: Int
) -> Int {
  let zeros = UnsafeMutablePointer<UInt8>.allocate(capacity: rowBytes)
  defer { zeros.deallocate() }
  zeros.initialize(repeating: 0, count: rowBytes)
  var above = zeros
  for index in 0..<rowCount {
    let filter = rows[index &* (rowBytes &+ 1)]
    let row = rows + (index &* (rowBytes &+ 1) &+ 1)
    switch filter {
    case 0:
      break
    case 1:
      for i in bytesPerPixel..<max(bytesPerPixel, rowBytes) {
        row[i] &+= row[i &- bytesPerPixel]
      }
    case 2:
      for i in 0..<rowBytes { row[i] &+= above[i] }
    case 3:
      for i in 0..<rowBytes {
        let left = i >= bytesPerPixel ? row[i &- bytesPerPixel] : 0
        row[i] &+= average(left, above[i])
      }
    case 4:
      for i in 0..<min(bytesPerPixel, rowBytes) { row[i] &+= above[i] }
      for i in bytesPerPixel..<max(bytesPerPixel, rowBytes) {
        row[i] &+= paeth(row[i &- bytesPerPixel], above[i], above[i &- bytesPerPixel])
      }
    default:
      return index
    }
    above = row
  }
  return -1
}

/// Filters `rowCount` rows of pixels; `output` gets a filter's number in front of each row.
///
/// Each row gets the filter that makes the sum of its bytes, taken as signed, smallest in magnitude,
/// the usual guess at what compresses best.
@inline(never)
public func filterPNG(
  _ pixels: UnsafePointer<UInt8>, rowBytes: Int, rowCount: Int, bytesPerPixel: Int,
  _ output: UnsafeMutablePointer<UInt8>
) {
  let zeros = UnsafeMutablePointer<UInt8>.allocate(capacity: rowBytes)
  defer { zeros.deallocate() }
  zeros.initialize(repeating: 0, count: rowBytes)
  var above = UnsafePointer(zeros)
  for index in 0..<rowCount {
    let row = pixels + index &* rowBytes
    let target = output + index &* (rowBytes &+ 1)
    var best: UInt8 = 0
    var smallest = Int.max
    for filter in 0..<5 as Range<UInt8> {
      var sum = 0
      for i in 0..<rowBytes {
        sum &+= Int(Int8(bitPattern: residual(filter, row, above, i, bytesPerPixel)).magnitude)
      }
      if sum < smallest {
        smallest = sum
        best = filter
      }
    }
    target[0] = best
    for i in 0..<rowBytes { target[i &+ 1] = residual(best, row, above, i, bytesPerPixel) }
    above = row
  }
}

@inline(__always)
private func residual(
  _ filter: UInt8, _ row: UnsafePointer<UInt8>, _ above: UnsafePointer<UInt8>, _ index: Int,
  _ bytesPerPixel: Int
) -> UInt8 {
  let hasLeft = index >= bytesPerPixel
  let left = hasLeft ? row[index &- bytesPerPixel] : 0
  let aboveLeft = hasLeft ? above[index &- bytesPerPixel] : 0
  let prediction: UInt8 =
    switch filter {
    case 0: 0
    case 1: left
    case 2: above[index]
    case 3: average(left, above[index])
    default: paeth(left, above[index], aboveLeft)
    }
  return row[index] &- prediction
}

@inline(__always)
private func average(_ a: UInt8, _ b: UInt8) -> UInt8 {
  UInt8(truncatingIfNeeded: (Int(a) &+ Int(b)) &>> 1)
}

/// Whichever of the three is closest to a + b - c, the first of equals.
@inline(__always)
private func paeth(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> UInt8 {
  let toA = abs(Int(b) &- Int(c))
  let toB = abs(Int(a) &- Int(c))
  let toC = abs(Int(a) &+ Int(b) &- 2 &* Int(c))
  if toA <= toB, toA <= toC { return a }
  return toB <= toC ? b : c
}
