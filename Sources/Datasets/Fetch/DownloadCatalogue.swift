import Foundation

/// The data sets `locus fetch` knows.
public enum DownloadCatalogue {
  /// In the order in which they are listed.
  public static let all = [mnist, fashionMNIST, cifar10, kmnist, emnist, cifar100]

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
    files: mnistFiles, copies: idxCopies("MNIST/raw", mnistFiles))

  private static let mnistFiles = [
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
  ]

  /// Fashion-MNIST: MNIST's format with pictures of clothes (Xiao, Rasul, Vollgraf 2017).
  static let fashionMNIST = DownloadSet(
    name: "fashion-mnist", folder: "fashion-mnist",
    mirrors: urls(
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
      "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
    files: fashionMNISTFiles, copies: idxCopies("FashionMNIST/raw", fashionMNISTFiles))

  private static let fashionMNISTFiles = [
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
  ]

  /// KMNIST: MNIST's format with cursive Japanese letters (Clanuwat et al. 2018).
  static let kmnist = DownloadSet(
    name: "kmnist", folder: "kmnist",
    mirrors: urls("http://codh.rois.ac.jp/kmnist/dataset/kmnist/"),
    files: kmnistFiles, copies: idxCopies("KMNIST/raw", kmnistFiles))

  private static let kmnistFiles = [
    DownloadFile(
      name: "train-images-idx3-ubyte.gz", size: 18_165_135,
      md5: "bdb82020997e1d708af4cf47b453dcf7"),
    DownloadFile(
      name: "train-labels-idx1-ubyte.gz", size: 29_497,
      md5: "e144d726b3acfaa3e44228e80efcd344"),
    DownloadFile(
      name: "t10k-images-idx3-ubyte.gz", size: 3_041_136,
      md5: "5c965bf0a639b31b8f53240b1b52f4d7"),
    DownloadFile(
      name: "t10k-labels-idx1-ubyte.gz", size: 5_120,
      md5: "7320c461ea6c1c855c0b718fb2a4b134"),
  ]

  /// EMNIST: letters and digits in MNIST's format, six subsets in one archive (Cohen et al. 2017).
  static let emnist = DownloadSet(
    name: "emnist", folder: "emnist",
    mirrors: urls("https://biometrics.nist.gov/cs_links/EMNIST/"),
    files: [
      DownloadFile(
        name: "gzip.zip", size: 561_753_746, md5: "58c8d27c78d21e728a6bc7b3cc06412e",
        members: emnistFiles.map { ArchiveMember(name: $0 + ".gz") })
    ],
    copies: [DownloadedCopy(folder: "EMNIST/raw", files: emnistFiles.map { .init($0) })])

  private static let emnistFiles = EMNIST.Subset.allCases.flatMap { subset in
    ["train", "test"].flatMap { split in
      ["images-idx3", "labels-idx1"].map { "emnist-\(subset.rawValue)-\(split)-\($0)-ubyte" }
    }
  }

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
    ],
    copies: [
      DownloadedCopy(
        folder: "cifar-10-batches-py",
        files: [
          .init("batches.meta", md5: "5ff9c542aee3614f3951f8cda6e48888"),
          .init("data_batch_1", md5: "c99cafc152244af753f735de768cd75f"),
          .init("data_batch_2", md5: "d4bba439e000b95fd0a9bffe97cbabec"),
          .init("data_batch_3", md5: "54ebc095f3ab1f0389bbae665268c751"),
          .init("data_batch_4", md5: "634d18415352ddfa80567beed471001a"),
          .init("data_batch_5", md5: "482c414d41f54cd18b22e5b47cb7c3cb"),
          .init("test_batch", md5: "40351d587109b95175f43aff81a1287e"),
        ])
    ])

  /// CIFAR-100, binary version: 50,000 + 10,000 images of 3 × 32 × 32 (Krizhevsky 2009).
  ///
  /// A record is a coarse label, a fine label and 3072 pixels.
  static let cifar100 = DownloadSet(
    name: "cifar100", folder: "cifar-100-binary",
    mirrors: urls("https://www.cs.toronto.edu/~kriz/"),
    files: [
      DownloadFile(
        name: "cifar-100-binary.tar.gz", size: 168_513_733,
        md5: "03b5dce01913d631647c71ecec9e9cb8",
        members: [
          ArchiveMember(name: "coarse_label_names.txt"),
          ArchiveMember(name: "fine_label_names.txt"),
          ArchiveMember(name: "train.bin", size: 153_700_000),
          ArchiveMember(name: "test.bin", size: 30_740_000),
        ])
    ],
    copies: [
      DownloadedCopy(
        folder: "cifar-100-python",
        files: [
          .init("meta", md5: "7973b15100ade9c7d40fb424638fde48"),
          .init("train", md5: "16019d7e3df5f24257cddd939b257f8d"),
          .init("test", md5: "f0ef6b0ae62326f3e7ffdfab6717acfc"),
        ])
    ])

  /// What torchvision leaves of a data set in MNIST's format: the files that it downloaded, and
  /// what it unpacked from them.
  private static func idxCopies(_ folder: String, _ downloaded: [DownloadFile]) -> [DownloadedCopy]
  {
    let sizes = [47_040_016, 60_008, 7_840_016, 10_008]
    return [
      DownloadedCopy(
        folder: folder, files: downloaded.map { .init($0.name, size: $0.size, md5: $0.md5) }),
      DownloadedCopy(
        folder: folder,
        files: zip(downloaded, sizes).map { .init($0.name.replacing(".gz", with: ""), size: $1) }),
    ]
  }

  private static func urls(_ addresses: String...) -> [URL] {
    addresses.compactMap { URL(string: $0) }
  }
}
