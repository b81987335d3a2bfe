import Foundation

/// NumPy's arrays as pickles have them: what a `dtype` and an `ndarray` are told of themselves.
extension Pickle {
  /// The array that `value` stands for.
  ///
  /// - Throws: ``FormatError`` when it is no array, is of a type that is not read, or has another
  ///   length than its shape says.
  package func array(_ value: PickleValue) throws -> NpyArray {
    guard let parts = arrayParts(value) else {
      throw refusal(
        "holds \(kind(value)) where an array of NumPy is expected", "save the array with numpy.save"
      )
    }
    let (elementType, isBigEndian) = try elementType(parts.dtype)
    let shape = (items(parts.shape) ?? []).map { integer($0) ?? -1 }
    guard items(parts.shape) != nil, shape.count <= NpyHeader.maximumRank,
      let count = NpyHeader.elementCount(shape, elementSize: elementType.size)
    else {
      throw refusal("an array has the shape \(shape.prefix(8))", "the file is damaged")
    }
    guard let payload = bytes(parts.payload) else {
      throw refusal(
        "an array holds \(kind(parts.payload)) in place of its bytes", "save it with numpy.save")
    }
    guard payload.count == count * elementType.size else {
      throw refusal(
        "an array \(shape) of \(elementType) takes \(count * elementType.size) bytes, but has "
          + "\(payload.count)", "the file is damaged: fetch it again")
    }
    var header = NpyHeader(elementType: elementType, shape: shape)
    header.isBigEndian = isBigEndian
    header.isFortranOrder = parts.isFortranOrder
    return NpyArray(header: header, payload: payload, file: file)
  }

  /// The array without dimensions that a scalar of NumPy stands for; nil if `value` is none.
  func scalarArray(_ value: PickleValue) throws -> NpyArray? {
    guard let arguments = arguments(of: value, by: Self.named("multiarray.scalar")),
      arguments.count == 2, let payload = bytes(arguments[1])
    else { return nil }
    let (elementType, isBigEndian) = try elementType(arguments[0])
    guard payload.count == elementType.size else { return nil }
    var header = NpyHeader(elementType: elementType, shape: [])
    header.isBigEndian = isBigEndian
    return NpyArray(header: header, payload: payload, file: file)
  }

  private typealias ArrayParts = (
    shape: PickleValue, dtype: PickleValue, isFortranOrder: Bool, payload: PickleValue
  )

  private func arrayParts(_ value: PickleValue) -> ArrayParts? {
    // Protocol 5: of bytes, type, shape and order.
    if let arguments = arguments(of: value, by: Self.named("numeric._frombuffer")) {
      guard arguments.count == 4 else { return nil }
      return (arguments[2], arguments[1], text(arguments[3]) == "F", arguments[0])
    }
    // Others: an empty array that is given version, shape, type, order and bytes.
    guard arguments(of: value, by: Self.named("multiarray._reconstruct")) != nil,
      let state = object(value).flatMap({ items($0.state) }), state.count == 5,
      case .boolean(let isFortranOrder) = state[3]
    else { return nil }
    return (state[1], state[2], isFortranOrder, state[4])
  }

  private func elementType(
    _ value: PickleValue
  ) throws -> (NpyArray.ElementType, isBigEndian: Bool) {
    guard let name = arguments(of: value, by: ["numpy.dtype"])?.first.flatMap(text) else {
      throw refusal("an array has \(kind(value)) for a type", "save it with numpy.save")
    }
    let order = object(value).flatMap { items($0.state) }?.dropFirst().first.flatMap(text)
    guard let type = NpyArray.ElementType(rawValue: name) else {
      throw refusal(
        "an array holds elements of type '\(name)', which is not read",
        "convert it, for example with .astype(numpy.float32)")
    }
    return (type, order == ">")
  }

  /// NumPy 2 renamed `numpy.core`.
  private static func named(_ name: String) -> Set<String> {
    ["numpy.core.\(name)", "numpy._core.\(name)"]
  }
}
