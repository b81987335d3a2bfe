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

  public init(name: String, folder: String, mirrors: [URL], files: [DownloadFile]) {
    self.name = name
    self.folder = folder
    self.mirrors = mirrors
    self.files = files
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
  /// What to unpack if the file is a tar.gz archive; empty if the file itself is the product.
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
  /// Length in bytes.
  public let size: Int

  public init(name: String, size: Int) {
    self.name = name
    self.size = size
  }
}

/// The data sets `locus fetch` knows.
public enum DownloadCatalogue {
  /// In the order in which they are listed.
  public static let all = [mnist, fashionMNIST, cifar10]

  /// The names of all data sets, in catalogue order.
  public static var names: [String] { all.map(\.name) }

  /// The data set of that name, or nil.
  public static func set(named name: String) -> DownloadSet? {
    all.first { $0.name == name }
  }

  /// MNIST: 60,000 + 10,000 images of 28 × 28 (LeCun et al. 1998).
  static let mnist = DownloadSet(
    name: "mnist", folder: "mnist",
    mirrors: urls(
      "https://ossci-datasets.s3.amazonaws.com/mnist/",
      "https://storage.googleapis.com/cvdf-datasets/mnist/"),
    files: [
      DownloadFile(
        name: "train-images-idx3-ubyte.gz", size: 9_912_422,
        md5: "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
      DownloadFile(
        name: "train-labels-idx1-ubyte.gz", size: 28_881,
        md5: "d53e105ee54ea40749a09fcbcd1e9432"),
      DownloadFile(
        name: "t10k-images-idx3-ubyte.gz", size: 1_648_877,
        md5: "9fb629c4189551a2d022fa330f9573f3"),
      DownloadFile(
        name: "t10k-labels-idx1-ubyte.gz", size: 4_542,
        md5: "ec29112dd5afa0611ce80d1b7f02629c"),
    ])

  /// Fashion-MNIST: MNIST's format with pictures of clothes (Xiao, Rasul, Vollgraf 2017).
  static let fashionMNIST = DownloadSet(
    name: "fashion-mnist", folder: "fashion-mnist",
    mirrors: urls(
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
      "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
    files: [
      DownloadFile(
        name: "train-images-idx3-ubyte.gz", size: 26_421_880,
        md5: "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
      DownloadFile(
        name: "train-labels-idx1-ubyte.gz", size: 29_515,
        md5: "25c81989df183df01b3e8a0aad5dffbe"),
      DownloadFile(
        name: "t10k-images-idx3-ubyte.gz", size: 4_422_102,
        md5: "bef4ecab320f06d8554ea6380940ec79"),
      DownloadFile(
        name: "t10k-labels-idx1-ubyte.gz", size: 5_148,
        md5: "bb300cfdad3c16e7a12a480ee83cd310"),
    ])

  /// CIFAR-10, binary version: 50,000 + 10,000 images of 3 × 32 × 32 (Krizhevsky 2009).
  ///
  /// A batch is 10,000 records of one label and 3072 pixels.
  static let cifar10 = DownloadSet(
    name: "cifar10", folder: "cifar-10-batches-bin",
    mirrors: urls("https://www.cs.toronto.edu/~kriz/"),
    files: [
      DownloadFile(
        name: "cifar-10-binary.tar.gz", size: 170_052_171,
        md5: "c32a1d4ab5d03f1284b67883e8d87530",
        members: [
          ArchiveMember(name: "batches.meta.txt", size: 61),
          ArchiveMember(name: "data_batch_1.bin", size: 30_730_000),
          ArchiveMember(name: "data_batch_2.bin", size: 30_730_000),
          ArchiveMember(name: "data_batch_3.bin", size: 30_730_000),
          ArchiveMember(name: "data_batch_4.bin", size: 30_730_000),
          ArchiveMember(name: "data_batch_5.bin", size: 30_730_000),
          ArchiveMember(name: "test_batch.bin", size: 30_730_000),
        ])
    ])

  private static func urls(_ addresses: String...) -> [URL] {
    addresses.compactMap { URL(string: $0) }
  }
}
