import Foundation
import Framework
import Runner

/// How far an estimate moves from each step of a denoiser's reverse process to the next.
///
/// One type and one line in a catalogue: the reader of specs knows the task's keys, units are
/// recorded, found again and exported, and `samples.csv` holds a row for every value.
public struct Drift: ModelTask {
  public static let name = "drift"
  public static let summary = "Root mean square by which an estimate of x_0 moves at every step"
  public static let keys = TaskKeys(takes: [.schedule, .samples, .noise], needs: [.denoisers])

  public init(_ parameters: NoParameters) throws {}

  public func valueNames(of spec: RunSpec) -> [String] { ["drift"] }

  public func answer(_ unit: UnitQuestion) throws -> UnitAnswer {
    let estimates = try unit.answers().estimates
    // The first estimate has moved from nowhere.
    let still = [Double](repeating: .nan, count: unit.samples.count)
    let moves = zip(estimates, estimates.dropFirst()).map { before, after in
      (0..<after.count).map { image in
        let squares = zip(after[image], before[image]).map { pow(Double($0) - Double($1), 2) }
        return (squares.reduce(0, +) / Double(squares.count)).squareRoot()
      }
    }
    return UnitAnswer(values: ["drift": [still] + moves])
  }
}
