import Framework
import TestSupport

@testable import Runner

/// Specs drawn at random: small, and of everything that a run can be made of.
struct DrawnSpec {
  private(set) var spec: JSON
  private var random: TestRandom
  private let steps: Int

  init(seed: UInt64) {
    random = TestRandom(seed: seed)
    steps = Int.random(in: 1...4, using: &random)
    spec = Sandbox.spec(["seed": .integer(Int.random(in: 0...99, using: &random))])
    spec["dataset"] = [
      "name": "synthetic", "images": .integer(Int.random(in: 27...60, using: &random)),
      "resolution": .integer([8, 9].randomElement(using: &random)!),
    ]
    spec["samples"] = .integer(Int.random(in: 1...27, using: &random))
    spec["schedule"] = schedule()
    if chance(3) {
      spec["task"] = "denoise"
      spec["inputs"] = ["source": .string(chance(2) ? "forward" : "reverse")]
    }
    spec["reference"] = chance(2) ? ["name": "wiener", "ddof": 0] : ["name": "optimal"]
    spec["denoisers"] = .array(denoisers())
    spec["metrics"] = .array(
      (["r2", "mse"] + ["pearson", "l1", "nearest-distance"].filter { _ in chance(3) }).map(
        JSON.string))
    spec["significance"] = [
      "test": .string(["paired", "welch", "student"].randomElement(using: &random)!)
    ]
    spec["save_arrays"] = .bool(chance(3))
    if chance(4) { spec["seed"] = ["sweep": [1, 2]] }
  }

  private mutating func chance(_ count: Int) -> Bool {
    Int.random(in: 0..<count, using: &random) == 0
  }

  private mutating func schedule() -> JSON {
    var schedule: JSON = ["name": "ddpm-linear", "steps": .integer(steps)]
    switch Int.random(in: 0..<6, using: &random) {
    case 0, 1:
      schedule["name"] = .string(chance(2) ? "cosine" : "karras")
      schedule["steps"] = .integer(max(2, steps))
    case 2: schedule["sampler"] = "heun"
    case 3: schedule["eta"] = 1
    default: break
    }
    return schedule
  }

  private mutating func denoisers() -> [JSON] {
    let known: [JSON] = [
      ["name": "nearest"], ["name": "wiener", "label": "linear", "rank": ["sweep": [2, 5]]],
      ["name": "pca-locality", "threshold": 0.05], ["name": "pspc-square", "patch_sizes": 3],
      ["name": "kamb-els", "scales": 3], ["name": "local-wiener", "images": 5],
      ["name": "gaussian-mixture", "components": 2], ["name": "smoothed-optimal"],
      [
        "name": "optimal", "label": "some",
        "dataset": [
          "name": "synthetic", "images": 9,
          "resolution": spec["dataset"]!["resolution"]!,
        ],
      ],
    ]
    let chosen = known.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
    return chosen + [["name": "wiener", "label": "last", "energy_cutoff": 0.1]]
  }
}
