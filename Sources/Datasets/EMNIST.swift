import Foundation
import Framework

/// Handwritten letters and digits in MNIST's format, in six subsets (Cohen et al. 2017).
///
/// The files hold every image transposed. torchvision gives them so, and networks have been trained
/// on them so: that is what comes by default, with a remark; `upright` transposes them.
public struct EMNIST: Dataset {
  public static let name = "emnist"
  public static let summary = "Letters and digits, 28×28 grey, six subsets (IDX or IDX.gz)"
  public static let algorithmVersion = 1

  /// Which of the data set's own splits.
  public enum Subset: String, ChoiceParameter {
    case byclass, bymerge, balanced, letters, digits, mnist

    /// The names of the classes by number, as torchvision has them.
    var classNames: [String] {
      let digits = (0..<10).map(String.init)
      let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)
      let capitals = letters.map { $0.uppercased() }
      return switch self {
      case .byclass: digits + capitals + letters
      // Small letters that look like their capitals are one class with them.
      case .bymerge, .balanced: digits + capitals + "abdefghnqrt".map(String.init)
      // Numbers start at 1.
      case .letters: ["N/A"] + letters
      case .digits, .mnist: digits
      }
    }
  }

  public struct Parameters: ParameterSet {
    @Parameter("Folder with the official files; \"default\" looks under $LOCUS_DATA or ./data.")
    public var path = DownloadedPath.standard(
      in: DataFolder.standard(ProcessInfo.processInfo.environment))
    @Parameter(
      "byclass (62 classes), bymerge, balanced (47), letters (26, numbered from 1), digits, mnist."
    )
    public var subset = Subset.balanced
    @Parameter("Transpose the images, which the files (and torchvision) have lying on their side.")
    public var upright = false
    public init() {}
  }

  private let parameters: Parameters

  public init(_ parameters: Parameters) throws { self.parameters = parameters }

  public func load(_ split: Split) throws -> ImageCollection {
    let subset = parameters.subset
    var collection = try idxCollection(
      named: "emnist-\(subset.rawValue)-\(split.rawValue)",
      in: parameters.path.folders(
        ["emnist", "EMNIST"], inner: ["raw", "EMNIST/raw", "gzip", "raw/gzip"]),
      dataset: Self.name)
    collection.classNames = subset.classNames
    if parameters.upright {
      collection.images = collection.images.transposed()
    } else {
      collection.remarks.append(
        "emnist: images are transposed, as the files hold them and torchvision gives them; "
          + "\"upright\": true turns them")
    }
    return collection
  }
}

extension ImageStore {
  /// Every image with its columns for rows; a store of gray bytes.
  fileprivate func transposed() -> ImageStore {
    ImageStore(
      shape: ImageShape(channels: 1, height: shape.width, width: shape.height), count: count,
      making: .bytes { range in
        range.flatMap { index in
          // The orientation of EXIF that stands for transposed pixels.
          RasterImage(
            width: shape.width, height: shape.height, channels: 1,
            pixels: bytes(in: index..<index + 1)
          ).upright(from: 5).pixels
        }
      })
  }
}
