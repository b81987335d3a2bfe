import Foundation

/// Classes of samples in a file.
public enum ClassList {
  /// Reads integers of at least 0, [samples], from an .npy file.
  ///
  /// - Throws: ``FormatError`` for a file that holds anything else.
  public static func read(_ url: URL) throws -> [Int] {
    let array = try NpyArray(contentsOf: url)
    guard array.shape.count == 1, array.shape[0] > 0 else {
      throw FormatError(
        file: url.path, problem: "the classes have shape \(array.shape)",
        advice: "give one for each sample, [samples]")
    }
    let numbers = array.doubles()
    if let wrong = numbers.firstIndex(where: { $0.rounded() != $0 || !(0...1e9).contains($0) }) {
      throw FormatError(
        file: url.path, problem: "the class of sample \(wrong) is \(numbers[wrong])",
        advice: "classes are integers of at least 0")
    }
    return numbers.map { Int($0) }
  }
}
