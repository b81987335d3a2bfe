import ByteKernels
import Foundation

/// The quantised cosine coefficients of a picture, which its scans give piece by piece.
struct JPEGCoefficients {
  let frame: JPEGFrame
  private(set) var progress: JPEGProgress
  /// 64 for each block, row by row, component by component.
  private(set) var blocks: [Int16]
  /// Quantisation steps of each component: those in force at its first scan.
  private(set) var steps: [[UInt16]?]

  init(_ frame: JPEGFrame) {
    self.frame = frame
    progress = JPEGProgress(frame)
    blocks = [Int16](repeating: 0, count: 64 * frame.blockCount)
    steps = frame.components.map { _ in nil }
  }

  /// Reads the scan whose coded data start at `start`, and returns where they end.
  ///
  /// - Throws: `FormatError` for data that are cut short or damaged, with the offset.
  mutating func readScan(
    _ segment: JPEGSegment, _ data: Data, from start: Int, _ tables: inout JPEGTables,
    restartInterval: Int
  ) throws -> Int {
    let header = try JPEGScanHeader(segment, frame)
    try progress.add(header, segment)
    for part in header.parts {
      let table = frame.components[part.component].table
      guard let steps = steps[part.component] ?? tables.steps[table] else {
        throw segment.damaged("needs quantisation table \(table), which is missing")
      }
      self.steps[part.component] = steps
      let needsConstant = header.band.lowerBound == 0 && header.high == 0
      let needsBand = header.band.upperBound > 0
      guard !needsConstant || tables.hasCode[part.constantCode],
        !needsBand || tables.hasCode[part.bandCode]
      else { throw segment.damaged("needs a Huffman table that is missing") }
    }
    let (end, fault) = read(header, data, from: start, &tables, restartInterval: restartInterval)
    if let fault { throw segment.damaged(fault, at: end) }
    return end
  }

  private mutating func read(
    _ header: JPEGScanHeader, _ data: Data, from start: Int, _ tables: inout JPEGTables,
    restartInterval: Int
  ) -> (end: Int, fault: JPEGFault?) {
    let frame = frame
    return withPointers(&tables, data) {
      blocks, codes, order, bytes -> (end: Int, fault: JPEGFault?) in
      var parts = header.parts.map { part in
        let component = frame.components[part.component]
        return JPEGScanPart(
          blocks: blocks + 64 * component.firstBlock, stride: component.stride,
          columns: component.blockColumns, rows: component.blockRows,
          across: component.across, down: component.down,
          constantCode: JPEGCode(codes + part.constantCode * JPEGCode.size),
          bandCode: JPEGCode(codes + part.bandCode * JPEGCode.size))
      }
      return parts.withUnsafeMutableBufferPointer { parts -> (end: Int, fault: JPEGFault?) in
        var scan = JPEGScan(
          parts, unitColumns: frame.unitColumns, unitRows: frame.unitRows,
          restartInterval: restartInterval, band: header.band, shift: header.low,
          isProgressive: frame.isProgressive, isRefinement: header.high > 0,
          order: order, bytes: bytes, from: start, end: data.count)
        let fault = scan.read()
        return (scan.position, fault)
      }
    } ?? (start, .cutShort)
  }

  /// Calls `body` with what a scan needs; nil if one of these is empty.
  private mutating func withPointers<Result>(
    _ tables: inout JPEGTables, _ data: Data,
    _ body: (
      _ blocks: UnsafeMutablePointer<Int16>, _ codes: UnsafeMutablePointer<Int32>,
      _ order: UnsafePointer<UInt8>, _ bytes: UnsafePointer<UInt8>
    ) -> Result
  ) -> Result? {
    blocks.withUnsafeMutableBufferPointer { blocks in
      tables.codes.withUnsafeMutableBufferPointer { codes in
        JPEG.order.withUnsafeBufferPointer { order in
          data.withUnsafeBytes { bytes -> Result? in
            guard let blocks = blocks.baseAddress, let codes = codes.baseAddress,
              let order = order.baseAddress,
              let bytes = bytes.bindMemory(to: UInt8.self).baseAddress
            else { return nil }
            return body(blocks, codes, order, bytes)
          }
        }
      }
    }
  }
}
