import Framework

/// How many heads the attentions of a ``GuidedUNet`` have, and how their rows are ordered.
struct GuidedHeads: Sendable {
  let count: Int
  /// On the way up.
  let countUp: Int
  /// Channels of a head, in place of a number of heads.
  let size: Int?
  let order: AttentionOrder

  init(_ config: ConfigReader) {
    /// Python's -1 stands for nothing.
    func number(_ key: String) -> Int? {
      guard let value = config.value(key), value.int != -1 else { return nil }
      return config.int(key, in: 1...65536)
    }
    count = number("num_heads") ?? 1
    countUp = number("num_heads_upsample") ?? count
    size = number("num_head_channels")
    config.expect("use_new_attention_order", oneOf: [true, false])
    order = config.value("use_new_attention_order")?.bool == true ? .planar : .byHead
  }

  /// Reports widths with attention that the heads cannot divide.
  func check(_ config: ConfigReader, widths: [Int], attention: Set<Int>) {
    let attended =
      widths.indices.filter { attention.contains(1 << $0) }.map { widths[$0] }
      + widths.suffix(1)
    if let size {
      config.expect(attended, dividedBy: size, into: "heads of \(size)")
      return
    }
    for heads in Set([count, countUp]) {
      config.expect(attended, dividedBy: heads, into: "\(heads) heads")
    }
  }

  func number(_ channels: Int, isUp: Bool) -> Int {
    size.map { channels / $0 } ?? (isUp ? countUp : count)
  }
}
