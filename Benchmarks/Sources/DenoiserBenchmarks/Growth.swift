import Framework

/// How the cost of a query grows with the number of images or with the side of the window.
struct Growth: Sendable {
  let title: String
  let cases: [(x: Double, item: Case)]

  private static func images(_ title: String, _ counts: [Int], _ item: (Int) -> Case) -> Growth {
    Growth(title: "\(title), images", cases: counts.map { (Double($0), item($0)) })
  }

  private static func sides(_ title: String, _ sides: [Int], _ item: (Int) -> Case) -> Growth {
    Growth(title: "\(title), side", cases: sides.map { (Double($0), item($0)) })
  }

  static let all: [Growth] = {
    let middle = Case.ddpm[4]
    let counts = [5000, 10_000, 20_000, 40_000]
    let few = [625, 1250, 2500, 5000]
    return [
      images("growth pca-locality cifar10", counts) {
        .locality("cifar10", threshold: 0.05, at: middle, count: $0)
      },
      images("growth pca-locality mnist", counts) {
        .locality("mnist", threshold: 0.005, at: middle, count: $0)
      },
      images("growth pspc-square side 15", counts) {
        .patches(15, at: Case.karras[8], count: $0)
      },
      images("growth kamb-ls side 9", counts) { .samePlace(9, at: middle, count: $0) },
      images("growth kamb-els side 9", few) { .anyPlace(9, at: middle, count: $0) },
      images("growth kamb-bbels side 9", few) { .borders(9, at: middle, count: $0) },
      sides("growth kamb-ls 10000 images", [3, 5, 9, 13]) {
        .samePlace($0, at: middle, count: 10_000)
      },
      sides("growth kamb-els 1000 images", [3, 5, 9, 13]) {
        .anyPlace($0, at: middle, count: 1000)
      },
    ]
  }()
}
