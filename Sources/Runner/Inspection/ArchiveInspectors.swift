import Datasets
import Foundation
import Framework

/// A zip archive of other files.
enum ZipInspector: FileInspector {
  static func knows(_ file: InspectedFile) -> Bool {
    file.starts(with: "PK\u{3}\u{4}") || file.starts(with: "PK\u{5}\u{6}") || file.hasEnding("zip")
  }

  static func inspect(_ file: InspectedFile) throws -> Inspection {
    let archive = try ZipArchive(file.data, file: file.url.path, writer: "zip")
    let layout = DataSetLayout(archive: archive.members.map(\.name))
    var inspection = Inspection(layout?.kind ?? "a zip archive")
    inspection.spec = layout?.spec(path: file.url.relativePath)
    inspection.members = archive.members.map {
      .init(name: $0.name, about: "\($0.size) bytes" + ($0.isCompressed ? ", compressed" : ""))
    }
    return inspection
  }
}

/// A tar archive.
enum TarInspector: FileInspector {
  static func knows(_ file: InspectedFile) -> Bool { isTar(file.data) || file.hasEnding("tar") }

  static func isTar(_ data: Data) -> Bool { data.dropFirst(257).starts(with: "ustar".utf8) }

  static func inspect(_ file: InspectedFile) throws -> Inspection {
    try inspect([UInt8](file.data), file: file.url.path)
  }

  static func inspect(_ bytes: [UInt8], file: String) throws -> Inspection {
    var inspection = Inspection("a tar archive")
    inspection.members = try TarArchive(bytes, file: file).entries().map {
      .init(name: $0.path, about: "\($0.content.count) bytes")
    }
    return inspection
  }
}

/// Something compressed with gzip: a tar archive, an IDX file, or bytes.
enum GzipInspector: FileInspector {
  static func knows(_ file: InspectedFile) -> Bool {
    Gzip.isGzip(file.data) || file.hasEnding("gz", "tgz")
  }

  static func inspect(_ file: InspectedFile) throws -> Inspection {
    // Unpacking takes up to twice this in memory.
    let bytes = try Gzip.decompress(
      file.data, file: file.url.path, limit: 32 << 20 + 2 * file.data.count)
    var inspection: Inspection
    if IDXInspector.isIDX(Array(bytes.prefix(4))) {
      inspection = IDXInspector.inspect(try IDXFile(data: Data(bytes), file: file.url.path))
    } else if TarInspector.isTar(Data(bytes.prefix(512))) {
      inspection = try TarInspector.inspect(bytes, file: file.url.path)
    } else {
      inspection = Inspection("a file")
    }
    inspection.kind += ", compressed with gzip"
    inspection.add("unpacked bytes", .integer(bytes.count))
    return inspection
  }
}
