import Foundation

/// Files as `torch.save` writes them, for tests: a zip archive with a pickle of tensors, and storages.
package struct TorchFile {
  /// A tensor of float32.
  package struct Tensor {
    package var name: String
    package var shape: [Int]
    package var values: [Float]

    package init(_ name: String, _ shape: [Int], _ values: [Float]) {
      (self.name, self.shape, self.values) = (name, shape, values)
    }
  }

  private var pickle = Data()
  private var storages: [Data] = []

  private init() {}

  /// A dictionary of state dicts, each under a key; one without a key is the file itself.
  ///
  /// - Parameter entries: instructions that push more keys and values of the dictionary.
  package static func data(
    _ states: KeyValuePairs<String, [Tensor]>, entries: String = ""
  ) -> Data {
    var file = TorchFile()
    file.pickle += [0x80, 2]
    if let (key, tensors) = states.first, key.isEmpty {
      file.dictionary(tensors)
    } else {
      file.pickle += Data("}(".utf8)
      for (key, tensors) in states {
        file.text(key)
        file.dictionary(tensors)
      }
      file.pickle += entries.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
      file.pickle += Data("u".utf8)
    }
    file.pickle += Data(".".utf8)
    return zip(
      [("archive/data.pkl", file.pickle), ("archive/byteorder", Data("little".utf8))]
        + file.storages.enumerated().map { ("archive/data/\($0)", $1) })
  }

  private mutating func dictionary(_ tensors: [Tensor]) {
    pickle += Data("}(".utf8)
    for tensor in tensors {
      text(tensor.name)
      add(tensor)
    }
    pickle += Data("u".utf8)
  }

  private mutating func text(_ text: String) {
    pickle += Data("X".utf8)
    append(UInt32(text.utf8.count))
    pickle += Data(text.utf8)
  }

  private mutating func number(_ number: Int) {
    pickle += Data("J".utf8)
    append(UInt32(number))
  }

  private mutating func append(_ number: UInt32) {
    withUnsafeBytes(of: number.littleEndian) { pickle.append(contentsOf: $0) }
  }

  private mutating func add(_ tensor: Tensor) {
    pickle += Data("ctorch._utils\n_rebuild_tensor_v2\n((".utf8)
    text("storage")
    pickle += Data("ctorch\nFloatStorage\n".utf8)
    text("\(storages.count)")
    text("cpu")
    number(tensor.values.count)
    pickle += Data("tQ".utf8)
    number(0)
    let strides = tensor.shape.indices.map { tensor.shape[($0 + 1)...].reduce(1, *) }
    for sizes in [tensor.shape, strides] {
      pickle += Data("(".utf8)
      for size in sizes { number(size) }
      pickle += Data("t".utf8)
    }
    pickle += [0x89] + Data("ccollections\nOrderedDict\n)RtR".utf8)
    storages.append(tensor.values.withUnsafeBytes { Data($0) })
  }

  // MARK: Zip

  /// An archive of stored members.
  package static func zip(_ members: [(name: String, content: Data)]) -> Data {
    var (file, directory) = (Data(), Data())
    func append(_ data: inout Data, _ numbers: [(Int, bytes: Int)]) {
      for (number, bytes) in numbers {
        for byte in 0..<bytes { data.append(UInt8(truncatingIfNeeded: number >> (8 * byte))) }
      }
    }
    for (name, content) in members {
      let start = file.count
      let facts = [
        (0, bytes: 2), (0, 2), (0, 4), (Int(crc32(content)), 4), (content.count, 4),
        (content.count, 4), (name.utf8.count, 2), (0, 2),
      ]
      append(&file, [(0x0403_4B50, 4), (20, 2)] + facts)
      file += Data(name.utf8) + content
      append(&directory, [(0x0201_4B50, 4), (20, 2), (20, 2)] + facts)
      append(&directory, [(0, 2), (0, 2), (0, 2), (0, 4), (start, 4)])
      directory += Data(name.utf8)
    }
    let start = file.count
    file += directory
    append(
      &file,
      [
        (0x0605_4B50, 4), (0, 2), (0, 2), (members.count, 2), (members.count, 2),
        (directory.count, 4), (start, 4), (0, 2),
      ])
    return file
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1
    }
  }

  private static func crc32(_ data: Data) -> UInt32 {
    ~data.reduce(~UInt32(0)) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ $0 >> 8 }
  }
}
