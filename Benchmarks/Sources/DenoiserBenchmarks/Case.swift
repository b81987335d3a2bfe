import Denoisers
import Framework

/// A denoiser beside the plain computation of the same formula.
struct Case: Sendable {
  let method: String
  let data: String
  /// Side of the window, or width of the Gaussians; nil where there is none.
  let side: Int?
  let level: NoiseLevel
  /// Training images; nil for all.
  let count: Int?
  let denoiser: @Sendable (TrainingSet) throws -> any Denoiser
  let baseline: @Sendable (LaneBytes, TrainingSet) throws -> any Baseline

  var name: String {
    let size = count.map { " n=\($0)" } ?? ""
    return "\(method) \(data)\(size)" + (side.map { " k=\($0)" } ?? "") + " \(levelName)"
  }

  private var levelName: String {
    level.signal == 1
      ? "sigma=\((level.noise * 100).rounded() / 100)" : "t=\(Int(level.t))"
  }
}

extension Case {
  static let ddpm = (try? DDPMLinear(.init()).levels) ?? []
  static let karras = (try? Karras(.init()).levels) ?? []

  static func locality(
    _ data: String, threshold: Double, at level: NoiseLevel, count: Int? = nil
  ) -> Case {
    Case(
      method: "pca-locality", data: data, side: nil, level: level, count: count,
      denoiser: {
        try PCALocality(.init(["threshold": .number(threshold)]), fittedTo: $0)
      },
      baseline: { layout, training in
        let masks = LocalityMasks(
          of: training.spectrum(ddof: 1), shape: training.shape, threshold: threshold,
          scale: .global, orientation: .column)
        return MaskProduct(layout, masks: masks.masks(at: level))
      })
  }

  static func patches(_ side: Int, at level: NoiseLevel, count: Int? = nil) -> Case {
    Case(
      method: "pspc-square", data: "cifar10", side: side, level: level, count: count,
      denoiser: {
        try PSPCSquare(.init(["patch_sizes": .integer(side)]), fittedTo: $0)
      },
      baseline: { layout, _ in DirectPatches(data: layout, patch: side) })
  }

  static func gaussians(_ width: Double, at level: NoiseLevel, count: Int? = nil) -> Case {
    Case(
      method: "filtered-posterior", data: "cifar10", side: Int(width), level: level, count: count,
      denoiser: {
        try FilteredPosterior(
          .init(["precision": ["gaussian": .number(width)]]), fittedTo: $0)
      },
      baseline: { layout, _ in MaskProduct(layout, gaussians: width) })
  }

  static func samePlace(_ side: Int, at level: NoiseLevel, count: Int? = nil) -> Case {
    Case(
      method: "kamb-ls", data: "cifar10", side: side, level: level, count: count,
      denoiser: { try KambLS(.init(["scales": .integer(side)]), fittedTo: $0) },
      baseline: { layout, _ in DirectWindows(data: layout, window: side) })
  }

  static func anyPlace(_ side: Int, at level: NoiseLevel, count: Int? = 5000) -> Case {
    Case(
      method: "kamb-els", data: "cifar10", side: side, level: level, count: count,
      denoiser: { try KambELS(.init(["scales": .integer(side)]), fittedTo: $0) },
      baseline: { layout, _ in PatchProducts(layout, window: side, breaksBorders: false) })
  }

  static func borders(_ side: Int, at level: NoiseLevel, count: Int? = 5000) -> Case {
    Case(
      method: "kamb-bbels", data: "cifar10", side: side, level: level, count: count,
      denoiser: { try KambBBELS(.init(["scales": .integer(side)]), fittedTo: $0) },
      baseline: { layout, _ in PatchProducts(layout, window: side, breaksBorders: true) })
  }

  /// The levels of the local score machines' cases.
  static let windowLevels = ddpm.filter { [200, 400, 600, 800].contains($0.t) }

  static let all: [Case] =
    ddpm.map { locality("cifar10", threshold: 0.05, at: $0) }
    + ddpm.map { locality("mnist", threshold: 0.005, at: $0) }
    // The patch sizes at the steps where the release has them.
    + [(23, 7), (15, 8), (7, 10)].reversed().map { patches($0, at: karras[$1]) }
    // Their standard deviations are about those of patches of sides 7 and 15.
    + [2, 4].flatMap { width in [7, 10].map { gaussians(width, at: karras[$0]) } }
    + [9, 17].flatMap { side in windowLevels.map { samePlace(side, at: $0) } }
    + [5, 9, 17].flatMap { side in windowLevels.map { anyPlace(side, at: $0) } }
    + [5, 9, 17].flatMap { side in windowLevels.map { borders(side, at: $0) } }
}

/// How many times faster than its baseline a method should be, over some of the cases.
struct Mark: Sendable {
  let title: String
  let ratio: Double
  let includes: @Sendable (Case) -> Bool

  static let all: [Mark] =
    [
      Mark(title: "pca-locality cifar10, ten steps", ratio: 12) {
        $0.method == "pca-locality" && $0.data == "cifar10"
      },
      Mark(title: "pca-locality cifar10, t <= 200", ratio: 25) {
        $0.method == "pca-locality" && $0.data == "cifar10" && $0.level.t <= 200
      },
      Mark(title: "pca-locality mnist, ten steps", ratio: 8) {
        $0.method == "pca-locality" && $0.data == "mnist"
      },
    ]
    + marks("pspc-square", [7: 6, 15: 15, 23: 15]) + marks("kamb-ls", [9: 10, 17: 25])
    + marks("kamb-els", [5: 3, 9: 7, 17: 14]) + marks("kamb-bbels", [5: 3, 9: 7, 17: 14])

  private static func marks(_ method: String, _ ratios: [Int: Double]) -> [Mark] {
    ratios.sorted { $0.key < $1.key }.map { side, ratio in
      Mark(title: "\(method) cifar10, side \(side)", ratio: ratio) {
        $0.method == method && $0.side == side
      }
    }
  }
}
