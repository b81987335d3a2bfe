import Foundation

/// Reads a JPEG file, segment by segment, into the coefficients of its blocks.
struct JPEGReader {
  private let data: Data
  private let limit: Int
  private var reader: ByteReader
  private var tables = JPEGTables()
  private var restartInterval = 0
  private var hasJFIF = false
  private var adobeTransform: UInt8?
  private var coefficients: JPEGCoefficients?
  /// The first EXIF data, where there are any.
  private(set) var exif: Data?

  private static let exifStart = Array("Exif\0\0".utf8)

  init(_ data: Data, file: String, limit: Int) throws {
    guard data.starts(with: [0xFF, 0xD8, 0xFF]) else {
      throw PictureKind.refusal(of: data, file: file, read: "JPEG")
    }
    self.data = data
    self.limit = limit
    reader = ByteReader(data, at: 2, file: file)
    while true {
      let segment = try JPEGSegment(&reader)
      // The end of the picture; what comes behind it, such as a preview, is no part of it.
      if segment.marker == 0xD9 { break }
      try read(segment)
    }
  }

  private mutating func read(_ segment: JPEGSegment) throws {
    switch segment.marker {
    case 0xC4: try tables.addCodes(segment)
    case 0xDB: try tables.addSteps(segment)
    case 0xDA: try readScan(segment)
    case 0xDD:
      guard segment.bytes.count == 2 else { throw segment.damaged("is incomplete") }
      restartInterval = segment.uint16(0)
    case 0xDC:
      throw JPEG.unread(reader.file, "a JPEG whose height comes after its pixels (DNL)")
    case 0xDE, 0xDF: throw JPEG.unread(reader.file, "a hierarchical JPEG")
    case 0xE0: hasJFIF = hasJFIF || segment.bytes.starts(with: "JFIF\0".utf8)
    case 0xEE where segment.bytes.starts(with: "Adobe".utf8) && segment.bytes.count >= 12:
      adobeTransform = segment.bytes[11]
    case 0xE1 where exif == nil && segment.bytes.starts(with: Self.exifStart):
      exif = Data(segment.bytes.dropFirst(Self.exifStart.count))
    case 0xE1...0xEF, 0xFE: break
    case let marker where JPEGFrame.isHeader(marker):
      let frame = try JPEGFrame(segment, file: reader.file)
      guard coefficients == nil else { throw segment.damaged("is the second one") }
      try frame.check(limit: limit, bytes: data.count, file: reader.file)
      coefficients = JPEGCoefficients(frame)
    default: throw segment.damaged("is none that a JPEG picture has")
    }
  }

  private mutating func readScan(_ segment: JPEGSegment) throws {
    guard coefficients != nil else {
      throw segment.damaged("comes before the size of the picture")
    }
    let end = try coefficients?.readScan(
      segment, data, from: reader.offset, &tables, restartInterval: restartInterval)
    reader = ByteReader(data, at: end ?? data.count, file: reader.file)
  }

  /// The picture, once all is read.
  ///
  /// - Throws: `FormatError` if scans are missing.
  func image() throws -> RasterImage {
    guard let coefficients, coefficients.progress.isComplete else {
      throw JPEG.damaged(reader.file, "ends at byte \(reader.offset) before all of its scans")
    }
    return coefficients.image(isRGB: isRGB(coefficients.frame))
  }

  /// Whether three components are red, green and blue; they are luma and chroma otherwise.
  ///
  /// JFIF has luma and chroma only; Adobe's marker says; without either, the components' names do.
  private func isRGB(_ frame: JPEGFrame) -> Bool {
    if hasJFIF { return false }
    if let adobeTransform { return adobeTransform == 0 }
    return frame.components.map(\.identifier) == Array("RGB".utf8)
  }
}
