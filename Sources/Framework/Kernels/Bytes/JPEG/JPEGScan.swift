/// One component of a scan: where its blocks lie and which codes they have.
public struct JPEGScanPart {
  /// 64 coefficients for each block, row by row.
  let blocks: UnsafeMutablePointer<Int16>
  /// Blocks of a row in memory.
  let stride: Int
  /// Blocks that the picture needs, which are those of a scan of one component.
  let columns: Int
  let rows: Int
  /// Blocks of a unit of a scan of several components.
  let across: Int
  let down: Int
  let constantCode: JPEGCode
  let bandCode: JPEGCode
  var last = 0

  public init(
    blocks: UnsafeMutablePointer<Int16>, stride: Int, columns: Int, rows: Int, across: Int,
    down: Int, constantCode: JPEGCode, bandCode: JPEGCode
  ) {
    self.blocks = blocks
    self.stride = stride
    self.columns = columns
    self.rows = rows
    self.across = across
    self.down = down
    self.constantCode = constantCode
    self.bandCode = bandCode
  }
}

/// The coded data of one scan (ITU-T T.81, annexes F and G).
public struct JPEGScan {
  private let parts: UnsafeMutableBufferPointer<JPEGScanPart>
  private let unitColumns: Int
  private let unitRows: Int
  private let restartInterval: Int
  private let isProgressive: Bool
  private let isRefinement: Bool
  private var reader: JPEGBlockReader

  /// - Parameters:
  ///   - parts: One to four components.
  ///   - unitColumns: Units of a row, if there are several components.
  ///   - restartInterval: Units between restart markers; 0 for none.
  ///   - band: The coefficients, 0 … 63; 0 alone or not at all if `isProgressive`.
  ///   - shift: The lowest bit that is given, 0 … 13.
  ///   - isRefinement: Whether the bits above are known.
  public init(
    _ parts: UnsafeMutableBufferPointer<JPEGScanPart>, unitColumns: Int, unitRows: Int,
    restartInterval: Int, band: ClosedRange<Int>, shift: Int, isProgressive: Bool,
    isRefinement: Bool, order: UnsafePointer<UInt8>, bytes: UnsafePointer<UInt8>, from start: Int,
    end: Int
  ) {
    self.parts = parts
    self.unitColumns = parts.count == 1 ? parts[0].columns : unitColumns
    self.unitRows = parts.count == 1 ? parts[0].rows : unitRows
    self.restartInterval = restartInterval
    self.isProgressive = isProgressive
    self.isRefinement = isRefinement
    let bits = JPEGBits(bytes, from: start, end: end)
    reader = JPEGBlockReader(order: order, band: band, shift: shift, bits: bits)
  }

  /// Index of the byte behind the last one read.
  public var position: Int { reader.bits.position }

  /// Reads all blocks. Returns what is wrong with the data, if anything.
  @inline(never)
  public mutating func read() -> JPEGFault? {
    var unit = 0
    for row in 0..<unitRows {
      for column in 0..<unitColumns {
        if restartInterval > 0, unit > 0, unit % restartInterval == 0 {
          guard reader.bits.finish() else { return .leftOver }
          guard reader.bits.restart((unit / restartInterval &- 1) & 7) else {
            return .noRestartMarker
          }
          reader.emptyBlocks = 0
          for part in 0..<parts.count { parts[part].last = 0 }
        }
        readUnit(row, column)
        if let fault = reader.bits.isOverrun ? .cutShort : reader.fault { return fault }
        unit &+= 1
      }
    }
    return reader.bits.finish() ? nil : .leftOver
  }

  @inline(__always)
  private mutating func readUnit(_ row: Int, _ column: Int) {
    if parts.count == 1 { return readBlock(0, row &* parts[0].stride &+ column) }
    for index in 0..<parts.count {
      let (across, down) = (parts[index].across, parts[index].down)
      for y in 0..<down {
        for x in 0..<across {
          let start = (row &* down &+ y) &* parts[index].stride &+ column &* across
          readBlock(index, start &+ x)
        }
      }
    }
  }

  @inline(__always)
  private mutating func readBlock(_ index: Int, _ position: Int) {
    let part = parts[index]
    let block = part.blocks + position &* 64
    if reader.band.lowerBound == 0 {
      reader.constant(block, part.constantCode, &parts[index].last, isRefined: isRefinement)
    }
    guard reader.band.upperBound > 0, reader.fault == nil else { return }
    if isRefinement {
      reader.refine(block, part.bandCode)
    } else {
      reader.readBand(block, part.bandCode)
    }
    // Only progressive scans have runs of empty blocks.
    if !isProgressive, reader.emptyBlocks > 0 { reader.fault = .unknownCode }
  }
}
