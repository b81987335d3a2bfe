import Foundation
import Framework

/// What lies in an archive of EDM's dataset tool, zipped or as a folder.
struct EDMArchive {
  private enum Files {
    case zip(ZipArchive, [ZipArchive.Member])
    case folder([URL])
  }

  let url: URL
  let remarks: [String]
  /// Names of the pictures inside the archive, in the order of the images.
  let names: [String]
  private let files: Files
  /// The content of `dataset.json`, where there is one.
  private let labelFile: Data?

  static let labelName = "dataset.json"

  /// - Throws: ``FormatError`` if there is no such archive, or nothing in it can be read.
  init(at url: URL) throws {
    self.url = url
    let found: ImageFiles
    if ImageFiles.isFolder(url) {
      found = try ImageFiles(below: url)
      let named = found.read.map { (name: String($0.path.dropFirst(url.path.count + 1)), file: $0) }
        .sorted { $0.name < $1.name }
      names = named.map(\.name)
      files = .folder(named.map(\.file))
      let labels = url.appendingPathComponent(Self.labelName)
      let hasLabels = FileManager.default.fileExists(atPath: labels.path)
      labelFile = hasLabels ? try MappedFile.data(at: labels) : nil
    } else {
      let archive = try ZipArchive(
        MappedFile.data(at: url), file: url.path, writer: "EDM's dataset tool")
      let pictures: [ZipArchive.Member]
      (pictures, found) = try Self.pictures(in: archive, at: url)
      names = pictures.map(\.name)
      files = .zip(archive, pictures)
      labelFile = try archive.members.first { $0.name == Self.labelName }.map(archive.content)
    }
    guard !found.read.isEmpty else {
      throw FormatError(
        file: url.path, problem: "holds no PNG or JPEG file",
        advice: "give an archive that EDM's dataset tool wrote, or a folder with \(Self.labelName)")
    }
    try found.refuseOtherKinds(in: url)
    remarks =
      found.hidden == 0
      ? []
      : ["\(url.path): \(counted(found.hidden, "picture")) in hidden files or __MACOSX left out"]
  }

  /// The pictures of an archive in the order of their names, and what else there is.
  private static func pictures(
    in archive: ZipArchive, at url: URL
  ) throws -> ([ZipArchive.Member], ImageFiles) {
    let members = archive.members.filter { !$0.name.hasSuffix("/") }.sorted { $0.name < $1.name }
    for (one, next) in zip(members, members.dropFirst()) where one.name == next.name {
      throw FormatError(
        file: url.path, problem: "holds '\(one.name)' twice", advice: "write the archive again")
    }
    var found = ImageFiles()
    let pictures = members.filter { member in
      let file = url.appendingPathComponent(member.name)
      guard !member.name.split(separator: "/").contains(where: ImageFiles.isHidden) else {
        found.addHidden(file)
        return false
      }
      return found.add(file)
    }
    return (pictures, found)
  }

  func pictures(_ parameters: PictureParameters) -> PictureSet {
    switch files {
    case .zip(let archive, let members):
      PictureSet(members: members, of: archive, at: url, parameters)
    case .folder(let files): PictureSet(files: files, in: url, parameters)
    }
  }

  // MARK: Labels

  /// Class numbers in the order of the images; nil where there are none.
  struct Labels {
    var classes: [Int]?
    var remarks: [String] = []
  }

  /// - Throws: ``FormatError`` for a `dataset.json` that is damaged or lacks one of the pictures.
  func labels() throws -> Labels {
    guard let labelFile else {
      return Labels(remarks: ["\(url.path): holds no \(Self.labelName), so there are no classes"])
    }
    let file = url.path + "/" + Self.labelName
    func wrong(_ problem: String) -> FormatError {
      FormatError(
        file: file, problem: problem,
        advice:
          "it should read {\"labels\": [[\"name of a picture\", class number], …]}, or null for "
          + "no labels")
    }
    let json: JSON
    do {
      json = try JSONParser.parse(writtenByPython: [UInt8](labelFile), file: file)
    } catch {
      throw wrong("is no sound JSON (\(error.plainText))")
    }
    guard let list = json["labels"] else { throw wrong("has no \"labels\"") }
    if list.isNull { return Labels() }
    guard let entries = list.array else { throw wrong("has \"labels\" that are no list") }
    if entries.isEmpty { return Labels() }
    var classes: [String: Int] = [:]
    for (index, entry) in entries.enumerated() {
      guard let pair = entry.array, pair.count == 2, let name = pair[0].string else {
        throw wrong("has label \(index) that is no pair of a name and a number")
      }
      if pair[1].array != nil {
        return Labels(
          remarks: ["\(file): labels are lists of numbers, not class numbers, and are left out"])
      }
      guard let number = pair[1].int, number >= 0 else {
        throw wrong("has \(pair[1].canonicalText) for the class of '\(name)'")
      }
      // As the tool's own reader: Windows writes other slashes.
      guard classes.updateValue(number, forKey: name.replacing("\\", with: "/")) == nil else {
        throw wrong("has two labels of '\(name)'")
      }
    }
    let labels = try names.map { name in
      guard let label = classes[name] else { throw wrong("has no label of '\(name)'") }
      return label
    }
    let left = classes.count - labels.count
    return Labels(
      classes: labels,
      remarks: left == 0
        ? [] : ["\(file): \(counted(left, "label")) of pictures that are not there, left out"])
  }
}
