extension NpyArray {
  /// Where the first number that is not finite stands, by dimension; nil if all are finite.
  public var firstNonFinite: [Int]? {
    guard elementType.isFloatingPoint else { return nil }
    // In pieces, since files may be larger than what should be in memory at once.
    let piece = 1 << 20
    for start in stride(from: 0, to: count, by: piece) {
      let values = floats(in: start..<min(start + piece, count))
      if let place = values.firstIndex(where: { !$0.isFinite }) { return position(start + place) }
    }
    return nil
  }

  /// The indices of element `index`, counted in C order.
  private func position(_ index: Int) -> [Int] {
    var rest = index
    let reversed = shape.reversed().map { size -> Int in
      defer { rest /= size }
      return rest % size
    }
    return reversed.reversed()
  }

  /// Checks that these are numbers as a sampler computes them: floating point, and all finite.
  ///
  /// - Parameter what: what they are, "the noise".
  /// - Throws: `FormatError` with the element type, or with where a number is not finite.
  public func checkNumbers(_ what: String) throws {
    guard elementType.isFloatingPoint else {
      throw FormatError(
        file: file,
        problem:
          "\(what): these are integers (\(elementType.rawValue)), such as pixels that are not "
          + "scaled",
        advice: "give floating-point numbers in the units of the data, which lie in [-1, 1]")
    }
    if let place = firstNonFinite {
      throw FormatError(
        file: file, problem: "\(what): the number at \(place) is not finite",
        advice: "remove the sample or make the file anew")
    }
  }
}
