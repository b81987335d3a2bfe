import Foundation

/// A data set that can be fetched: its files, where they come from and where they go.
public struct DownloadSet: Sendable {
  /// Name of the data set as in a spec, for example `mnist`.
  public let name: String
  /// Folder below the data folder that receives the files.
  public let folder: String
  /// Base URLs in the order in which they are tried; a file's name is appended.
  public let mirrors: [URL]
  /// The files in the order in which they are fetched.
  public let files: [DownloadFile]
  /// What other programs may have left of the data set: nothing is downloaded then.
  public let copies: [DownloadedCopy]

  public init(
    name: String, folder: String, mirrors: [URL], files: [DownloadFile],
    copies: [DownloadedCopy] = []
  ) {
    self.name = name
    self.folder = folder
    self.mirrors = mirrors
    self.files = files
    self.copies = copies
  }
}

/// One file on a server, identified by its length and MD5.
public struct DownloadFile: Sendable {
  /// Name below a mirror's base URL, and of the file on disk.
  public let name: String
  /// Length in bytes.
  public let size: Int
  /// MD5 of the whole file as 32 lowercase hexadecimal digits.
  public let md5: String
  /// What to unpack if the file is a tar.gz or zip archive; empty if the file itself is the
  /// product.
  public let members: [ArchiveMember]

  public init(name: String, size: Int, md5: String, members: [ArchiveMember] = []) {
    self.name = name
    self.size = size
    self.md5 = md5
    self.members = members
  }
}

/// A file inside an archive, found by its base name.
public struct ArchiveMember: Sendable {
  /// Base name in the archive, and of the file on disk.
  public let name: String
  /// Length in bytes; nil if the archive's own checksum is all that is known.
  public let size: Int?

  public init(name: String, size: Int? = nil) {
    self.name = name
    self.size = size
  }
}

/// A data set as another program leaves it, such as torchvision: a folder below the data folder.
public struct DownloadedCopy: Sendable {
  /// A file by its name; length and MD5 are compared where they are known.
  public struct File: Sendable {
    let name: String
    let size: Int?
    let md5: String?

    public init(_ name: String, size: Int? = nil, md5: String? = nil) {
      self.name = name
      self.size = size
      self.md5 = md5
    }
  }

  public let folder: String
  public let files: [File]

  public init(folder: String, files: [File]) {
    self.folder = folder
    self.files = files
  }
}
