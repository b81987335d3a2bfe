import Foundation
import Framework

/// A fully connected layer on one vector: y = W x + bias.
struct Linear: Sendable {
  let inputs: Int
  /// [outputs, inputs].
  let weights: [Float]
  let bias: [Float]
  let engine: NetworkEngine

  func callAsFunction(_ x: [Float]) -> [Float] {
    precondition(x.count == inputs)
    var result = bias
    weights.withUnsafeBufferPointer { weights in
      for row in result.indices {
        result[row] += engine.table.float.dot(count: inputs, weights.baseAddress! + row * inputs, x)
      }
    }
    return result
  }

  /// SiLU(x) = x · sigmoid(x).
  static func silu(_ x: [Float]) -> [Float] {
    x.map { $0 / (1 + exp(-$0)) }
  }
}

extension [Float] {
  /// The vector plus a row of a table of vectors of its size, such as that of a class.
  func adding(row: Int, of table: [Float]) -> [Float] {
    zip(self, table[row * count..<(row + 1) * count]).map { $0 + $1 }
  }
}
