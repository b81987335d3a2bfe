import Foundation
import Framework

/// The images of a split in a folder, and what else lies there.
///
/// Every picture is used, or refused, or counted in a remark:
/// - PNG and JPEG files beside folders of them are refused, since it is not clear which are meant;
/// - pictures of other kinds are refused, since they cannot be read;
/// - class folders without a picture are refused, since they would take a class number;
/// - hidden files, `__MACOSX`, folders beside the splits, and PNG and JPEG files that share a name
///   (mostly one picture twice) are told.
struct ImageTree {
  /// In the order of their paths, with the number of their class; 0 without classes.
  let files: [(url: URL, label: Int)]
  /// Names of the class folders, in their order.
  let classes: [String]
  let remarks: [String]

  private static let splits: [(split: Split, names: [String])] = [
    (.train, ["train"]), (.test, ["test", "val", "valid", "validation"]),
  ]

  /// - Throws: ``FormatError`` as above, or for a folder that is missing or holds neither PNG nor JPEG files.
  init(_ root: URL, split: Split) throws {
    guard ImageFiles.isFolder(root) else {
      throw FormatError(
        file: root.path, problem: "there is no such folder",
        advice: "check \"path\", or the variable that starts it")
    }
    let (folder, notUsed) = try Self.folder(of: split, in: root)
    let entries = try ImageFiles.entries(folder)
    let place = folder.resolvingSymlinksInPath().path
    let groups = try entries.folders.map { try ImageFiles(below: $0, in: [place]) }
    let direct = ImageFiles(entries)
    let all = groups.reduce(direct) { $0.adding($1) }
    guard !all.read.isEmpty else {
      let others = UnreadImages(in: folder)
      throw FormatError(file: folder.path, problem: others.problem, advice: others.advice)
    }
    try all.refuseOtherKinds(in: folder)
    let inFolders = groups.reduce(0) { $0 + $1.read.count }
    if !direct.read.isEmpty, inFolders > 0 {
      let first = direct.read[0].lastPathComponent + (direct.read.count > 1 ? ", …" : "")
      throw FormatError(
        file: folder.path,
        problem: "holds \(counted(direct.read.count, "picture")) (\(first)) beside folders with "
          + "\(inFolders)",
        advice: "move the files into folders of classes, or all of them into one folder")
    }
    let empty = zip(entries.folders, groups).filter { $1.read.isEmpty }.map {
      $0.0.lastPathComponent
    }
    if inFolders > 0, !empty.isEmpty {
      throw FormatError(
        file: folder.path,
        problem: "holds folders without an image: \(empty.joined(separator: ", "))",
        advice: "remove them, or they would be classes without images")
    }
    classes = inFolders > 0 ? entries.folders.map(\.lastPathComponent) : []
    var files = direct.read.map { (url: $0, label: 0) }
    for (label, group) in groups.enumerated() {
      files += group.read.map { (url: $0, label: label) }
    }
    self.files = files
    let hidden = all.hidden
    remarks =
      notUsed + Self.otherClasses(classes, split: split, in: root)
      + (hidden == 0
        ? []
        : ["\(folder.path): \(counted(hidden, "picture")) in hidden files or __MACOSX left out"])
      + Self.twice(all.read, in: folder)
  }

  /// Pictures whose paths differ in the ending alone, as conversion leaves them.
  private static func twice(_ files: [URL], in folder: URL) -> [String] {
    let paths = files.map { $0.deletingPathExtension().path }
    let again = Dictionary(grouping: paths) { $0 }.filter { $0.value.count > 1 }.keys
    guard let first = again.min() else { return [] }
    let name = URL(fileURLWithPath: first).lastPathComponent
    return [
      "\(folder.path): \(counted(again.count, "name")) with several endings "
        + "(\(name)\(again.count > 1 ? ", …" : "")); all are used, remove what is there twice"
    ]
  }

  /// Held-out images have the numbers of their own class folders, which may be fewer.
  private static func otherClasses(_ own: [String], split: Split, in root: URL) -> [String] {
    guard split == .test, let (train, _) = try? folder(of: .train, in: root),
      let folders = try? ImageFiles.entries(train).folders
    else { return [] }
    let others = folders.map(\.lastPathComponent)
    guard !own.isEmpty || !others.isEmpty, own != others else { return [] }
    func names(_ list: [String]) -> String {
      list.isEmpty ? "none" : list.prefix(8).joined(separator: ", ") + (list.count > 8 ? ", …" : "")
    }
    return [
      "\(root.path): the training images have \(names(others)) as classes, those held out "
        + "\(names(own)); numbers count within each"
    ]
  }

  /// The folder of a split, and what lies beside the folders of splits.
  private static func folder(
    of split: Split, in root: URL
  ) throws -> (URL, remarks: [String]) {
    let entries = try ImageFiles.entries(root)
    func found(_ names: [String]) -> [URL] {
      let folders = entries.folders
      return names.flatMap { name in
        folders.filter { $0.lastPathComponent.lowercased() == name }
      }
    }
    let own = splits.filter { $0.split == split }.flatMap { found($0.names) }
    let all = splits.flatMap { found($0.names) }
    func names(_ urls: [URL]) -> String { urls.map(\.lastPathComponent).joined(separator: ", ") }
    guard let folder = own.first else {
      guard split == .train else {
        throw FormatError(
          file: root.path, problem: "has no sub-folder test or val, so it has no split \"test\"",
          advice: "use split \"train\" with an offset past the training images")
      }
      guard all.isEmpty else {
        throw FormatError(
          file: root.path, problem: "has a folder \(names(all)) and none that is called train",
          advice: "call the folder of the training images train, or name the folder meant itself")
      }
      return (root, [])
    }
    func name(_ url: URL) -> String { url.lastPathComponent.lowercased() }
    let same = own.filter { name($0) == name(folder) }
    guard same.count == 1 else {
      throw FormatError(
        file: root.path, problem: "has several folders for one split: \(names(same))",
        advice: "leave one of them")
    }
    // Those of the other split are no loss.
    let others = entries.folders.filter {
      $0 != folder && (own.contains($0) || !all.contains($0))
    }
    var rest = ImageFiles(entries)
    for folder in others { rest = rest.adding(try ImageFiles(below: folder)) }
    let left = rest.read.count + rest.others.values.reduce(0, +) + rest.hidden
    return (
      folder,
      left == 0
        ? []
        : [
          "\(root.path): \(counted(left, "picture")) beside \(folder.lastPathComponent)"
            + (others.isEmpty ? "" : " (\(names(others)))") + " not used"
        ]
    )
  }
}

/// "1 picture", "3 pictures".
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
