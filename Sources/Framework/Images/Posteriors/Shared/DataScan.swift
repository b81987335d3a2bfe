import Foundation

/// How a posterior comes by its sums over the data: it goes over all images itself, or several
/// processes go over a part of them each.
///
/// Sums are formed along one tree, which the data alone determine: blocks of images, up to 65
/// stretches of blocks, and the stretches in the order of the data. A process that shares a scan owns
/// whole stretches, so that the same bits come out for any number of processes.
public enum DataScan: Sendable {
  case whole
  case shared(any PartExchange)

  /// What `body` makes of each item, in order. Where one has to wait for other processes, those after
  /// it are asked all the same: each process does all that it can in one go.
  ///
  /// - Throws: what `body` throws; ``ScanPause`` at the end.
  package static func each<Item, Answer, Failure>(
    of items: some Sequence<Item>, _ body: (Item) throws(Failure) -> Answer
  ) throws(Failure) -> [Answer] {
    var answers: [Answer] = []
    var pause: Failure?
    for item in items {
      do throws(Failure) {
        answers.append(try body(item))
      } catch {
        guard error is ScanPause else { throw error }
        pause = error
      }
    }
    if let pause { throw pause }
    return answers
  }

  /// What `body` answers with a scan that waits for nobody.
  static func alone<Answer>(_ body: (DataScan) throws -> Answer) -> Answer {
    do { return try body(.whole) } catch { preconditionFailure("a whole scan failed: \(error)") }
  }
}

/// Where processes that share a scan leave what they have summed up, and find what others have.
///
/// One exchange serves one question, asked from one thread: the same calls in the same order in every
/// process.
public protocol PartExchange: Sendable {
  /// The sums over every stretch, in the order of the data.
  ///
  /// - Parameters:
  ///   - pass: 0, or 1 for a scan that is made with the result of another.
  ///   - stretches: how many there are.
  ///   - compute: the sums over each stretch of a range, where this process is to form them.
  /// - Throws: ``ScanPause`` while sums are missing; an error of a file.
  func parts(
    ofPass pass: Int, stretches: Int, _ compute: (_ own: Range<Int>) -> [Data]
  ) throws -> [Data]
}

/// Sums of other processes are missing: what this one could do is done.
public struct ScanPause: Error {
  public init() {}
}

/// Sums that are not of the form that the question asks for.
struct ForeignPart: Error, CustomStringConvertible {
  let description =
    "sums of a data shard are not those that this question asks for; compute the data shards again "
    + "with this version of locus"
}
