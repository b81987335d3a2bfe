import Framework

/// What the images of a synthetic data set show.
public enum SyntheticFamily: String, CaseIterable, Sendable {
  /// A few discs that hide one another, radii from a power law; classes by the number of discs.
  case deadLeaves = "dead-leaves"
  /// Clouds whose amplitude spectrum falls like that of photographs; classes by orientation.
  case smoothField = "smooth-field"
  /// One light shape near the middle of a dark ground; classes by shape.
  case shapes = "shapes"
  /// Each image one of the three others; classes by family.
  case mixed = "mixed"
}

/// Seeded small images with the statistics that natural images are known for.
public enum SyntheticImages {
  /// Images `range` of the population, and their labels.
  ///
  /// An image is a function of seed, index, family and shape alone: ranges may be made in any order
  /// and put side by side, and a larger population begins with the smaller one.
  ///
  /// - Parameters:
  ///   - range: indices of the images, from 0.
  ///   - channels: 1 (grey) or 3 (RGB).
  ///   - height: pixels, at least 4.
  ///   - width: pixels, at least 4.
  ///   - family: what the images show.
  ///   - seed: names the population.
  /// - Returns: pixels [count, channels, height, width], and one label an image, an index into
  ///   ``classNames(of:)``.
  public static func generate(
    range: Range<Int>, channels: Int, height: Int, width: Int, family: SyntheticFamily, seed: UInt64
  ) -> (pixels: [UInt8], labels: [UInt8]) {
    precondition(range.lowerBound >= 0, "image indices start at 0")
    precondition(channels == 1 || channels == 3, "synthetic images have 1 or 3 channels")
    precondition(height >= 4 && width >= 4, "synthetic images have at least 4 x 4 pixels")
    var canvas = SyntheticCanvas(channels: channels, height: height, width: width)
    var painter: any SyntheticPainter = painter(of: family)
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    pixels.reserveCapacity(range.count * channels * height * width)
    labels.reserveCapacity(range.count)
    for index in range {
      var random = CounterRandom(seed: seed, index: UInt64(index), purpose: .syntheticImage)
      labels.append(painter.paint(&canvas, random: &random))
      canvas.appendBytes(to: &pixels)
    }
    return (pixels, labels)
  }

  /// Names of the classes of a family; a label is an index into this list.
  public static func classNames(of family: SyntheticFamily) -> [String] {
    painter(of: family).classNames
  }

  private static func painter(of family: SyntheticFamily) -> any SyntheticPainter {
    switch family {
    case .deadLeaves: DeadLeaves()
    case .smoothField: SmoothField()
    case .shapes: Shapes()
    case .mixed: Mixed()
    }
  }
}

/// Paints one family of images; keeps its scratch memory from one image to the next.
protocol SyntheticPainter {
  var classNames: [String] { get }

  /// Replaces the canvas by an image made from the stream's next numbers; returns its label.
  mutating func paint(_ canvas: inout SyntheticCanvas, random: inout CounterRandom) -> UInt8
}

/// Images of the three other families in equal shares; the label is the family.
struct Mixed: SyntheticPainter {
  let classNames = [SyntheticFamily.deadLeaves, .smoothField, .shapes].map(\.rawValue)
  private var deadLeaves = DeadLeaves()
  private var smoothField = SmoothField()
  private var shapes = Shapes()

  mutating func paint(_ canvas: inout SyntheticCanvas, random: inout CounterRandom) -> UInt8 {
    let label = random.integer(below: 3)
    switch label {
    case 0: _ = deadLeaves.paint(&canvas, random: &random)
    case 1: _ = smoothField.paint(&canvas, random: &random)
    default: _ = shapes.paint(&canvas, random: &random)
    }
    return UInt8(label)
  }
}
