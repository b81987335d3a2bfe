import Foundation
import Framework

extension ResultsFolder {
  /// What is known of a unit.
  enum UnitState {
    case missing
    case recorded(UnitRecord)
    /// The record is in order, but without arrays that are wanted now.
    case lacking
    /// The record or an array is there and not as it was written; the unit must be computed anew.
    case damaged(String)
  }

  func record(_ id: String) -> URL { units.appendingPathComponent(id + ".json") }
  private func metrics(_ id: String) -> URL { units.appendingPathComponent(id + ".metrics.json") }
  private func array(_ name: String, of id: String) -> URL {
    units.appendingPathComponent("\(id).\(name).npy")
  }

  // MARK: Reading

  /// Tells whether a unit was recorded again in the meantime; nil if it has no record.
  ///
  /// Opening the folder makes a network file system ask the server what it holds now.
  func stamp(_ id: String) -> FileStamp? {
    let folder = open(units.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 { close(folder) }
    return FileStamp(of: record(id))
  }

  /// - Parameter readingArrays: whether the arrays' bytes are held against their hashes, not only
  ///   their sizes.
  func state(_ expected: UnitExpectation, readingArrays: Bool) -> UnitState {
    let url = record(expected.unit.id)
    guard FileManager.default.fileExists(atPath: url.path) else { return .missing }
    do {
      let json = try JSONParser.parse([UInt8](MappedFile.data(at: url)), file: url.path)
      let record = try UnitRecord(json, of: expected)
      guard record.isFinished else { return .recorded(record) }
      // Kept arrays differ from run to run of one experiment: x_t only where they are saved.
      guard expected.arrays.allSatisfy({ record.arrays[$0] != nil }) else { return .lacking }
      for name in expected.arrays {
        if readingArrays { _ = try array(name, of: record) } else { try look(at: name, of: record) }
      }
      return .recorded(record)
    } catch let damage as RecordDamage {
      return .damaged("\(url.path): \(damage)")
    } catch {
      return .damaged("\(error)")
    }
  }

  /// An array that a unit keeps.
  ///
  /// - Throws: ``FormatError`` if the file is missing or is not what the record was written with.
  func array(_ name: String, of record: UnitRecord) throws -> NpyArray {
    let url = array(name, of: record.id)
    guard let stamp = record.arrays[name] else {
      throw FormatError(
        file: url.path, problem: "the unit's record names no array \"\(name)\"", advice: Self.advice
      )
    }
    let data = try MappedFile.data(at: url)
    guard SHA256.hash(data).hex == stamp.hash else {
      throw FormatError(
        file: url.path, problem: "the bytes are not those that were written", advice: Self.advice)
    }
    let array = try NpyArray(data: data, file: url.path)
    guard array.shape == stamp.shape else {
      throw FormatError(
        file: url.path,
        problem: "the array has shape \(array.shape) where \(stamp.shape) was written",
        advice: Self.advice)
    }
    return array
  }

  private func look(at name: String, of record: UnitRecord) throws {
    let url = array(name, of: record.id)
    guard try NpyArray(contentsOf: url).shape == record.arrays[name]?.shape else {
      throw FormatError(
        file: url.path, problem: "the array has not the shape that was written",
        advice: Self.advice)
    }
  }

  private static let advice = "run the experiment again: the unit is computed anew"

  /// The metrics of a unit, none if there is no record of them.
  ///
  /// - Throws: ``RecordDamage`` or ``JSONError`` for a record that is not as it was written.
  func metrics(of unit: Unit, steps: Int) throws -> UnitMetrics {
    let url = metrics(unit.id)
    guard FileManager.default.fileExists(atPath: url.path) else { return UnitMetrics(unit) }
    let json = try JSONParser.parse([UInt8](MappedFile.data(at: url)), file: url.path)
    do {
      return try UnitMetrics(json, of: unit, steps: steps)
    } catch let damage as RecordDamage {
      throw RunError("\(url.path): \(damage)")
    }
  }

  // MARK: Writing

  /// Writes a unit's arrays, and then the record that vouches for them.
  func save(_ unit: inout UnitRecord, _ arrays: [String: NpyArray]) throws {
    for (name, array) in arrays.sorted(by: { $0.key < $1.key }) {
      let data = array.encoded()
      try AtomicFile.write(data, to: self.array(name, of: unit.id))
      unit.arrays[name] = ArrayStamp(shape: array.shape, hash: SHA256.hash(data).hex)
    }
    try AtomicFile.write(unit.json.canonicalText + "\n", to: record(unit.id))
  }

  func save(_ metrics: UnitMetrics) throws {
    try AtomicFile.write(metrics.json.canonicalText + "\n", to: self.metrics(metrics.unit.id))
  }

  // MARK: Forgetting and taking over

  /// Removes all that is recorded of units, so that they are computed again.
  ///
  /// - Returns: how many of them were recorded.
  func forget(_ ids: Set<String>) throws -> Int {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: units.path)) ?? []
    let known = ids.filter { FileManager.default.fileExists(atPath: record($0).path) }
    for name in files where ids.contains(Self.unit(ofFile: name)) {
      try FileManager.default.removeItem(at: units.appendingPathComponent(name))
    }
    return known.count
  }

  /// Takes units over that a results folder beside this one holds: an experiment that was renamed
  /// goes on where it stood. A unit's id says all that its numbers depend on.
  ///
  /// - Returns: the folders with the number of units that came from each.
  func adopt(_ ids: Set<String>) throws -> [(folder: URL, units: Int)] {
    var wanted = ids.filter { !FileManager.default.fileExists(atPath: record($0).path) }
    guard !wanted.isEmpty else { return [] }
    let parent = url.standardizedFileURL.deletingLastPathComponent()
    let siblings = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    var taken: [(folder: URL, units: Int)] = []
    for name in siblings.sorted() where name != url.lastPathComponent && !wanted.isEmpty {
      let other = ResultsFolder(parent.appendingPathComponent(name))
      let files = (try? FileManager.default.contentsOfDirectory(atPath: other.units.path)) ?? []
      let parts = Dictionary(grouping: files, by: Self.unit(ofFile:))
      let found = wanted.filter { parts[$0]?.contains($0 + ".json") == true }
      for id in found {
        // The record last, as it vouches for the others.
        let record = id + ".json"
        for file in parts[id]!.filter({ $0 != record }) + [record] {
          try Self.link(other.units.appendingPathComponent(file), to: units)
        }
      }
      if !found.isEmpty { taken.append((other.url, found.count)) }
      wanted.subtract(found)
    }
    return taken
  }

  /// Files are replaced, never written into, so that two folders may share one.
  private static func link(_ file: URL, to folder: URL) throws {
    let target = folder.appendingPathComponent(file.lastPathComponent)
    // Renamed into place: another process may take the same file over just now.
    let draft = folder.appendingPathComponent(
      ".\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp")
    // Where both are one file already, renaming leaves the draft.
    defer { unlink(draft.path) }
    do {
      try FileManager.default.linkItem(at: file, to: draft)
    } catch {
      // Folders on two disks share none.
      try FileManager.default.copyItem(at: file, to: draft)
    }
    guard rename(draft.path, target.path) == 0 else {
      throw FileError(
        file: target.path, problem: "cannot be written (\(String(cString: strerror(errno))))",
        advice: "check the disk, and that you may write to the results folder")
    }
  }

  /// The id that a file's name starts with.
  private static func unit(ofFile name: String) -> String { String(name.prefix { $0 != "." }) }
}
