/// The header of a scan: which components and coefficients it holds, and with which codes.
struct JPEGScanHeader {
  struct Part {
    /// Index among the picture's components.
    let component: Int
    /// Numbers of its codes among ``JPEGTables/codes``.
    let constantCode: Int
    let bandCode: Int
  }

  let parts: [Part]
  let band: ClosedRange<Int>
  /// The lowest bit that is known with this scan, and the one that was; 0 if none was.
  let low: Int
  let high: Int

  init(_ segment: JPEGSegment, _ frame: JPEGFrame) throws {
    let bytes = segment.bytes
    guard let count = bytes.first.map({ Int($0) }), (1...4).contains(count),
      bytes.count == 4 + 2 * count
    else { throw segment.damaged("is incomplete") }
    parts = try (0..<count).map { index in
      let (identifier, codes) = (bytes[1 + 2 * index], bytes[2 + 2 * index])
      guard
        let component = frame.components.firstIndex(where: { $0.identifier == identifier }),
        codes >> 4 <= 3, codes & 15 <= 3
      else { throw segment.damaged("names a component or a table that there is not") }
      return Part(
        component: component, constantCode: Int(codes >> 4), bandCode: 4 + Int(codes & 15))
    }
    let blocks = parts.map { frame.components[$0.component] }.reduce(0) { $0 + $1.across * $1.down }
    guard Set(parts.map(\.component)).count == count, count == 1 || blocks <= 10 else {
      throw segment.damaged("has a component twice, or more than 10 blocks a unit")
    }
    guard frame.isProgressive else {
      (band, low, high) = (0...63, 0, 0)
      return
    }
    let (first, last) = (Int(bytes[1 + 2 * count]), Int(bytes[2 + 2 * count]))
    (high, low) = (Int(bytes[3 + 2 * count] >> 4), Int(bytes[3 + 2 * count] & 15))
    guard first <= last, last <= 63, first == 0 ? last == 0 : count == 1, low <= 13,
      high == 0 || high == low + 1
    else { throw segment.damaged("has coefficients or bits that JPEG does not define") }
    band = first...last
  }
}

/// Which bits of which coefficients the scans have given so far.
struct JPEGProgress {
  /// For each coefficient of each component, the lowest bit known.
  private var known: [[Int?]]
  private var scanCount = 0

  /// More than any writer makes; each costs a walk through the picture, however short it is.
  private static let mostScans = 100

  init(_ frame: JPEGFrame) {
    known = frame.components.map { _ in [Int?](repeating: nil, count: 64) }
  }

  /// - Throws: `FormatError` if the scan gives what is known, or bits below some that are missing.
  mutating func add(_ scan: JPEGScanHeader, _ segment: JPEGSegment) throws {
    scanCount += 1
    guard scanCount <= Self.mostScans else {
      throw segment.damaged("is that of scan \(scanCount); \(Self.mostScans) are read at most")
    }
    for part in scan.parts {
      for coefficient in scan.band {
        guard known[part.component][coefficient] == (scan.high == 0 ? nil : scan.high) else {
          throw segment.damaged("does not go on where the scans before it ended")
        }
        known[part.component][coefficient] = scan.low
      }
    }
  }

  var isComplete: Bool { known.allSatisfy { $0.allSatisfy { $0 == 0 } } }
}
