import Foundation

/// Brings public data sets from the Internet into the data folder.
public enum Fetch {
  /// Downloads, verifies and puts in place the files of a data set of the catalogue; blocks.
  ///
  /// Good files are left alone, and a good copy that another program left below the data folder is
  /// taken as it is (``DownloadSet/copies``); interrupted downloads are continued, and every file
  /// appears under its name only when it is complete and its checksum is right. `progress` is
  /// called on the calling thread. Returns the data set's files in catalogue order.
  ///
  /// Throws `FetchError`, or `FormatError` for an archive that cannot be unpacked.
  public static func run(
    dataset: String, into dataFolder: URL, options: FetchOptions = FetchOptions(),
    progress: @escaping @Sendable (FetchProgress) -> Void = { _ in }
  ) throws -> [URL] {
    guard let set = DownloadCatalogue.set(named: dataset) else {
      throw FetchError.unknownDataset(dataset, known: DownloadCatalogue.names)
    }
    return try run(set, into: dataFolder, options: options, progress: progress)
  }

  /// The same for a data set that is not in the catalogue.
  public static func run(
    _ set: DownloadSet, into dataFolder: URL, options: FetchOptions = FetchOptions(),
    progress: @escaping @Sendable (FetchProgress) -> Void = { _ in }
  ) throws -> [URL] {
    let folder = dataFolder.appendingPathComponent(set.folder, isDirectory: true)
    let items = set.files.map { file -> any FetchItem in
      let download = Downloader(
        file: file, mirrors: options.mirrors ?? set.mirrors,
        target: folder.appendingPathComponent(file.name),
        label: "\(set.folder)/\(file.name)", options: options, progress: progress)
      return file.members.isEmpty ? download : ArchiveFetch(archive: download)
    }
    // All are looked at first: a file that must not be replaced is reported before any download.
    let missing = try items.filter { try !$0.isInPlace() }
    if !missing.isEmpty {
      for copy in set.copies {
        if let files = files(of: copy, below: dataFolder, progress) { return files }
      }
      try LocalFile.createFolder(folder)
    }
    for item in missing { try item.fetch() }
    return items.flatMap(\.products)
  }

  /// The files of a copy, if all are there and good.
  private static func files(
    of copy: DownloadedCopy, below dataFolder: URL, _ progress: (FetchProgress) -> Void
  ) -> [URL]? {
    let folder = dataFolder.appendingPathComponent(copy.folder, isDirectory: true)
    let urls = copy.files.map { folder.appendingPathComponent($0.name) }
    let isGood = zip(copy.files, urls).allSatisfy { file, url in
      LocalFile.state(of: url, size: file.size, md5: file.md5) == .good
    }
    guard isGood else { return nil }
    for (file, url) in zip(copy.files, urls) {
      let length = LocalFile.length(of: url) ?? 0
      progress(
        FetchProgress(
          file: "\(copy.folder)/\(file.name)", phase: .alreadyThere(verified: file.md5 != nil),
          bytes: length, total: length))
    }
    return urls
  }
}
