import Foundation
import Framework
import TestSupport
import Testing

@testable import LocusNetworks

/// EDM's blocks and filters against loops in Double, on every instruction set.
struct EDMBlockTests {
  /// A block of a size that chance has chosen; every kind of block has its turn.
  struct Case: CustomTestStringConvertible {
    let seed: UInt64
    let form: EDMUNet.Form
    let change: EDMBlock.Change
    let filter: ResamplingFilter
    let (inputs, outputs, height, width): (Int, Int, Int, Int)
    let heads: Int?

    init(seed: UInt64) {
      self.seed = seed
      var random = TestRandom(seed: seed)
      func one<Value>(of values: [Value]) -> Value { values.randomElement(using: &random)! }
      let kind = Int(seed)
      form = kind % 3 == 2 ? .dhariwal : .song
      filter = kind % 3 == 1 ? .binomial : .box
      change = [.none, .down, .up][kind / 3 % 3]
      outputs = one(of: form == .song ? [8, 20, 32] : [32, 64, 160])
      inputs = change == .none ? one(of: [4, 12, outputs]) : outputs
      (height, width) = (
        2 * Int.random(in: 1...3, using: &random), 2 * Int.random(in: 1...4, using: &random)
      )
      let hasAttention = Bool.random(using: &random)
      heads =
        !hasAttention || form == .dhariwal && outputs < 64
        ? nil : form == .song ? 1 : outputs / 64
      asksForAttention = hasAttention
    }

    let asksForAttention: Bool
    let embedding = 16

    var config: JSON {
      [
        "img_resolution": 64, "img_channels": 3, "model_type": .string(form.rawValue),
        "model_channels": 4, "channel_mult": [1],
        "resample_filter": .array(filter.taps.map { .integer($0) }),
      ]
    }

    /// The tensors of the block `b`, made up.
    var tensors: [NetworkFixture.Tensor] {
      var tensors: [NetworkFixture.Tensor] = []
      func add(_ name: String, _ shape: [Int]) {
        for (part, sizes) in [("weight", shape), ("bias", [shape[0]])] {
          tensors.append(
            .init("b.\(name).\(part)", sizes, seed: 100 * seed + UInt64(tensors.count)))
        }
      }
      add("norm0", [inputs])
      add("conv0", [outputs, inputs, 3, 3])
      add("affine", [form == .song ? outputs : 2 * outputs, embedding])
      add("norm1", [outputs])
      add("conv1", [outputs, outputs, 3, 3])
      if inputs != outputs || form == .song && change != .none {
        add("skip", [outputs, inputs, 1, 1])
      }
      if heads != nil {
        add("norm2", [outputs])
        add("qkv", [3 * outputs, outputs, 1, 1])
        add("proj", [outputs, outputs, 1, 1])
      }
      return tensors
    }

    var testDescription: String {
      "\(form) \(change) \(filter) \(inputs)→\(outputs) \(height)×\(width) heads \(heads ?? 0)"
    }
  }

  static let cases = (0..<27).map { Case(seed: $0) }

  @Test(arguments: cases) func blocks(_ test: Case) throws {
    let x = LayerReference(random: 2, test.inputs, test.height, test.width, seed: test.seed)
    var embedding = [Float](repeating: 0, count: test.embedding)
    var random = TestRandom(seed: test.seed + 1000)
    for index in embedding.indices { embedding[index] = Float(random.symmetric()) }
    let tensors = test.tensors
    let named = Dictionary(uniqueKeysWithValues: tensors.map { (String($0.name.dropFirst(2)), $0) })
    let expected = x.block(
      named, embedding: embedding, test.form, test.change, taps: test.filter.taps,
      heads: test.heads)
    let config = try ConfigReader(test.config, file: "config")
    let plan = EDMUNet(config, .edm)
    try NetworkFixture.withNetwork(NetworkFixture.bytes(tensors), test.config) { weights in
      let file = try weights.files().weights
      for engine in LayerTests.engines() {
        let reader = WeightReader(
          try SafeTensors(contentsOf: file), file: "weights", readsValues: true, engine: engine)
        let block = EDMBlock(
          "b", test.inputs, test.outputs, test.change, hasAttention: test.asksForAttention, plan,
          reader)
        try reader.check("block")
        #expect(expected.gap(block(x.map, embedding)) < 5e-5)
      }
    }
  }

  @Test(arguments: ResamplingFilter.allCases) func filters(_ filter: ResamplingFilter) {
    for (height, width) in [(2, 2), (4, 6), (6, 34), (16, 4)] {
      let x = LayerReference(random: 2, 17, height, width, seed: 31)
      let (down, up) = (x.filteredDown(filter.taps), x.filteredUp(filter.taps))
      for engine in LayerTests.engines() {
        for input in [x.map, engine.bordered(x.map)] {
          for border in [0, 1] {
            let half = engine.halved(input, by: filter, border: border)
            #expect(down.gap(half) < 1e-6 && borderSum(half) == 0)
            let double = engine.enlarged(input, by: filter, border: border)
            #expect(up.gap(double) < 1e-6 && borderSum(double) == 0)
          }
        }
      }
    }
  }

  /// A border that is seen as pixels is zeros round the map, and the other way round nothing is lost.
  @Test func aBorderIsSeenAsPixels() {
    let x = LayerReference(random: 2, 3, 4, 5, seed: 32)
    let wider = NetworkEngine().bordered(x.map).seen(withBorder: 0)
    let expected = x.made(height: 6, width: 7) { n, c, y, column in
      y == 0 || column == 0 ? 0 : x[n, c, y - 1, column - 1]
    }
    #expect(expected.gap(wider) == 0)
    #expect(x.gap(wider.seen(withBorder: 1)) == 0)
  }
}
