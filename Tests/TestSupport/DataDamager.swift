import Foundation

/// Repeatable random numbers that damage data in the ways files get damaged.
package struct DataDamager: RandomNumberGenerator {
  private var random: TestRandom

  package init(seed: UInt64) { random = TestRandom(seed: seed) }

  package mutating func next() -> UInt64 { random.next() }

  /// A copy of `data` with a few bits or bytes changed, cut short, extended, or with a number
  /// replaced by an extreme one.
  package mutating func damaged(_ data: Data) -> Data {
    var bytes = [UInt8](data)
    for _ in 0..<Int.random(in: 1...3, using: &self) where !bytes.isEmpty {
      let index = Int.random(in: 0..<bytes.count, using: &self)
      switch Int.random(in: 0..<6, using: &self) {
      case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &self)
      case 1: bytes[index] = UInt8.random(in: 0...255, using: &self)
      case 2: bytes.removeSubrange(index...)
      case 3: bytes.insert(contentsOf: bytes[index...].prefix(9), at: index)
      case 4: bytes.remove(at: index)
      default:
        let extreme: UInt8 = Bool.random(using: &self) ? 0xFF : 0
        for target in bytes.indices[index...].prefix(Int.random(in: 1...8, using: &self)) {
          bytes[target] = extreme
        }
      }
    }
    return Data(bytes)
  }
}
