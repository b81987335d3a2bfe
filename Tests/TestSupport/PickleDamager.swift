import Foundation

/// Damages pickles instruction by instruction, so that most of what is left can still be carried out and
/// reaches the code behind the machine.
package struct PickleDamager {
  private var random: DataDamager

  package init(seed: UInt64) { random = DataDamager(seed: seed) }

  /// A copy of a pickle with one to three instructions left out, doubled, swapped or changed.
  package mutating func damaged(_ pickle: Data) -> Data {
    var instructions = Self.instructions(of: [UInt8](pickle))
    for _ in 0..<Int.random(in: 1...3, using: &random) where instructions.count > 2 {
      let index = Int.random(in: 1..<instructions.count - 1, using: &random)
      let other = Int.random(in: 1..<instructions.count - 1, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: instructions.remove(at: index)
      case 1: instructions.insert(instructions[other], at: index)
      case 2: instructions.swapAt(index, other)
      case 3: instructions[index] = instructions[other]
      default: change(&instructions[index])
      }
    }
    return Data(instructions.joined())
  }

  /// Gives an instruction another argument of the same kind.
  private mutating func change(_ instruction: inout [UInt8]) {
    let numbers: [Int32] = [0, 1, -1, 2, 255, 65536, .max, .min]
    let number = numbers.randomElement(using: &random) ?? 0
    switch instruction[0] {
    case UInt8(ascii: "K"), UInt8(ascii: "M"), UInt8(ascii: "J"):
      instruction = [UInt8(ascii: "J")] + withUnsafeBytes(of: number.littleEndian) { Array($0) }
    case UInt8(ascii: "h"), UInt8(ascii: "q"):
      instruction[1] = UInt8.random(in: 0...255, using: &random)
    case UInt8(ascii: "N"), 0x88, 0x89:
      instruction = [[UInt8(ascii: "N")], [0x88], [0x89], [UInt8(ascii: "]")]].randomElement(
        using: &random)!
    default:
      guard instruction.count > 6 else { return }
      let index = Int.random(in: 5..<instruction.count, using: &random)
      instruction[index] = UInt8.random(in: 0x20...0x7E, using: &random)
    }
  }

  /// A pickle cut into its instructions.
  private static func instructions(of bytes: [UInt8]) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + length(of: bytes[start...]))
      result.append(Array(bytes[start..<end]))
      if bytes[start] == UInt8(ascii: ".") { break }
      start = end
    }
    return result
  }

  private static func length(of bytes: ArraySlice<UInt8>) -> Int {
    func prefixed(_ width: Int) -> Int {
      let count = bytes.dropFirst().prefix(width).reversed().reduce(0) { $0 << 8 | Int($1) }
      return 1 + width + count
    }
    func lines(_ count: Int) -> Int {
      var rest = bytes
      for _ in 0..<count { rest = rest.drop { $0 != 0x0A }.dropFirst() }
      return bytes.count - rest.count
    }
    switch Character(Unicode.Scalar(bytes[bytes.startIndex])) {
    case "K", "h", "q", "\u{80}": return 2
    case "M": return 3
    case "J", "j", "r": return 5
    case "G", "\u{95}": return 9
    case "U", "C", "\u{8A}", "\u{8C}": return prefixed(1)
    case "X", "T", "B": return prefixed(4)
    case "\u{8D}", "\u{8E}", "\u{96}": return prefixed(8)
    case "c", "i": return lines(2)
    case "I", "F", "L", "S", "V", "g", "p", "P": return lines(1)
    default: return 1
    }
  }
}

/// How many cases tests with made-up input try: few by themselves, `LOCUS_FUZZ` times as many on demand.
package enum FuzzCount {
  private static let factor =
    Int(ProcessInfo.processInfo.environment["LOCUS_FUZZ"] ?? "").map { max($0, 1) } ?? 1

  package static func cases(_ count: Int) -> Int { count * factor }
}
