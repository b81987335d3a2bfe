/// Runs the SHA-256 compression function (FIPS 180-4, 6.2) over `blockCount` blocks of 64 bytes.
///
/// `state` holds the 8 words of the hash, `constants` the 64 round constants.
@inline(never)
public func compressSHA256(
  _ state: UnsafeMutablePointer<UInt32>, _ blocks: UnsafePointer<UInt8>, blockCount: Int,
  constants: UnsafePointer<UInt32>
) {
  withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
    let words = schedule.baseAddress.unsafelyUnwrapped
    for block in 0..<blockCount {
      let bytes = UnsafeRawPointer(blocks + block &* 64)
      for index in 0..<16 {
        words[index] = UInt32(
          bigEndian: bytes.loadUnaligned(fromByteOffset: index &* 4, as: UInt32.self))
      }
      for index in 16..<64 {
        let early = words[index &- 15]
        let late = words[index &- 2]
        let sigma0 = rotated(early, 7) ^ rotated(early, 18) ^ early &>> 3
        let sigma1 = rotated(late, 17) ^ rotated(late, 19) ^ late &>> 10
        words[index] = words[index &- 16] &+ sigma0 &+ words[index &- 7] &+ sigma1
      }
      runSHA256Rounds(state, words, constants)
    }
  }
}

/// The 64 rounds of one block.
///
/// Eight rounds bring every variable back to its place, so no value is ever moved.
@inline(__always)
private func runSHA256Rounds(
  _ state: UnsafeMutablePointer<UInt32>, _ words: UnsafeMutablePointer<UInt32>,
  _ constants: UnsafePointer<UInt32>
) {
  var (a, b, c, d) = (state[0], state[1], state[2], state[3])
  var (e, f, g, h) = (state[4], state[5], state[6], state[7])
  var t = 0
  while t < 64 {
    round(a, b, c, &d, e, f, g, &h, words[t] &+ constants[t])
    round(h, a, b, &c, d, e, f, &g, words[t &+ 1] &+ constants[t &+ 1])
    round(g, h, a, &b, c, d, e, &f, words[t &+ 2] &+ constants[t &+ 2])
    round(f, g, h, &a, b, c, d, &e, words[t &+ 3] &+ constants[t &+ 3])
    round(e, f, g, &h, a, b, c, &d, words[t &+ 4] &+ constants[t &+ 4])
    round(d, e, f, &g, h, a, b, &c, words[t &+ 5] &+ constants[t &+ 5])
    round(c, d, e, &f, g, h, a, &b, words[t &+ 6] &+ constants[t &+ 6])
    round(b, c, d, &e, f, g, h, &a, words[t &+ 7] &+ constants[t &+ 7])
    t &+= 8
  }
  state[0] &+= a
  state[1] &+= b
  state[2] &+= c
  state[3] &+= d
  state[4] &+= e
  state[5] &+= f
  state[6] &+= g
  state[7] &+= h
}

@inline(__always)
private func round(
  _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
  _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ word: UInt32
) {
  let sigma1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
  let choice = (e & f) ^ (~e & g)
  let first = h &+ sigma1 &+ choice &+ word
  let sigma0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
  let majority = (a & b) ^ (c & (a ^ b))
  d &+= first
  h = first &+ sigma0 &+ majority
}

@inline(__always)
private func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
  word &>> count | word &<< (32 &- count)
}
