import Foundation

/// A part of a data set that is fetched as a whole: a file, or an archive with its members.
protocol FetchItem {
  /// Where the results are once `fetch` has returned.
  var products: [URL] { get }

  /// True if all products are there and good. Throws `FetchError.wrongFile` if another file
  /// stands in the place of one and must not be replaced.
  func isInPlace() throws -> Bool

  /// Downloads and puts in place what is missing.
  func fetch() throws
}
