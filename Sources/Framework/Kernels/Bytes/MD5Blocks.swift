/// Runs the MD5 compression function (RFC 1321) over `blockCount` blocks of 64 bytes.
///
/// `state` holds the 4 words of the hash, `constants` the 64 words floor(2³² |sin(i + 1)|).
@inline(never)
public func compressMD5(
  _ state: UnsafeMutablePointer<UInt32>, _ blocks: UnsafePointer<UInt8>, blockCount: Int,
  constants: UnsafePointer<UInt32>
) {
  for block in 0..<blockCount {
    let bytes = UnsafeRawPointer(blocks + block &* 64)
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var t = 0
    while t < 64 {
      step(&a, b, c, d, t, bytes, constants)
      step(&d, a, b, c, t &+ 1, bytes, constants)
      step(&c, d, a, b, t &+ 2, bytes, constants)
      step(&b, c, d, a, t &+ 3, bytes, constants)
      t &+= 4
    }
    state[0] &+= a
    state[1] &+= b
    state[2] &+= c
    state[3] &+= d
  }
}

@inline(__always)
private func step(
  _ a: inout UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32, _ t: Int,
  _ block: UnsafeRawPointer, _ constants: UnsafePointer<UInt32>
) {
  let mixed: UInt32
  let wordIndex: Int
  // Rotations of the four steps of a group, one byte each, the first step lowest.
  let rotations: UInt32
  switch t &>> 4 {
  case 0:
    mixed = (b & c) | (~b & d)
    wordIndex = t
    rotations = 0x16_11_0C_07
  case 1:
    mixed = (b & d) | (c & ~d)
    wordIndex = 5 &* t &+ 1
    rotations = 0x14_0E_09_05
  case 2:
    mixed = b ^ c ^ d
    wordIndex = 3 &* t &+ 5
    rotations = 0x17_10_0B_04
  default:
    mixed = c ^ (b | ~d)
    wordIndex = 7 &* t
    rotations = 0x15_0F_0A_06
  }
  let word = UInt32(
    littleEndian: block.loadUnaligned(fromByteOffset: (wordIndex & 15) &* 4, as: UInt32.self))
  let sum = a &+ mixed &+ word &+ constants[t]
  let count = rotations &>> UInt32(truncatingIfNeeded: (t & 3) &* 8) & 31
  a = b &+ (sum &<< count | sum &>> (32 &- count))
}
