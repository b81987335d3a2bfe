/// What the numbers mean that kernels read.
struct StoredCode: Sendable {
  /// Bytes u, which stand for u / 127.5 - 1; otherwise values.
  let isBytes: Bool

  /// Numbers y and f for which y - f · number is x - a · value.
  func offset(_ x: Float, signal: Float) -> Float { isBytes ? x + signal : x }
  func factor(signal: Double) -> Float { Float(isBytes ? signal / 127.5 : signal) }

  /// The value that a mean of numbers stands for.
  func value(_ mean: Double) -> Double { isBytes ? mean / 127.5 - 1 : mean }
}

extension ImageStore {
  /// Of the numbers as they are stored.
  var code: StoredCode { StoredCode(isBytes: holdsBytes) }
  /// Of the numbers as a ``GroupReader`` reads them: bytes where there is a copy of them in groups.
  var groupCode: StoredCode { StoredCode(isBytes: groupedBytes != nil) }
}
