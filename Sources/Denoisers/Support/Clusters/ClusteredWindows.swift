import Framework

/// Each place's posterior mean given the window around it, as ``WindowPosterior`` has it, over the
/// training images' windows in the clusters nearest to it alone.
///
/// Windows that the border of the image holds to their places are few, and are all compared.
struct ClusteredWindows: Sendable {
  private let groups: [PatchClusters]
  private let seed: Int

  /// Noisy images that share a pass over the patches.
  private static let imagesPerPass = 8

  /// - Parameters:
  ///   - packed: the same images.
  ///   - clusters: of the windows that are compared with other places than their own.
  ///   - axis: what is compared along an axis of a size.
  init(
    of images: ImageStore, _ packed: PackedImages, clusters: Int, seed: Int,
    axis: (Int) -> [PlaceAxis]
  ) {
    self.seed = seed
    let columns = axis(images.shape.width)
    let forms = axis(images.shape.height).flatMap { row in
      columns.map { WindowPatches(packed, images, rows: row, columns: $0) }
    }
    groups = forms.map { PatchClusters($0, into: $0.areFree ? clusters : 1, seed: seed) }
  }

  /// - Parameter probe: the clusters that each window is compared with.
  func mean(given noisy: ImageBatch, probe: Int, at level: NoiseLevel) -> ImageBatch {
    var result = noisy
    for pass in blocks(from: 0, to: noisy.count, of: Self.imagesPerPass) {
      let asked = groups.map { group in
        Asked(group, noisy, pass.flatMap { image in group.pixels.map { (image, $0) } })
      }
      let chosen = asked.map {
        $0.group.nearest(probe, to: $0.queries, signal: level.signal)
      }
      for (asked, sums) in zip(asked, sums(asked, chosen, at: level)) {
        for (target, sums) in zip(asked.targets, sums) {
          for (c, value) in sums.means.enumerated() {
            result.values[
              (target.image * noisy.shape.channels + c) * noisy.shape.area
                + target.pixel.y * noisy.shape.width + target.pixel.x] = value
          }
        }
      }
    }
    return result
  }

  /// The sums of every query over the clusters that are chosen for it.
  private func sums(
    _ asked: [Asked], _ chosen: [[[Int]]], at level: NoiseLevel
  ) -> [[CentreSums]] {
    typealias Item = (group: Int, cluster: Int, queries: [Int])
    let items = asked.indices.flatMap { group -> [Item] in
      var queries = [[Int]](repeating: [], count: asked[group].group.members.count)
      for (query, clusters) in chosen[group].enumerated() {
        for cluster in clusters { queries[cluster].append(query) }
      }
      return queries.indices.filter { !queries[$0].isEmpty }.map { (group, $0, queries[$0]) }
    }
    let parts = WorkPool.shared.map(items.count) { number in
      let (group, cluster, queries) = items[number]
      return asked[group].group.sums(
        over: cluster, for: asked[group].queries.selecting(queries), at: level)
    }
    var totals = asked.map { asked in
      [CentreSums](
        repeating: CentreSums(channels: asked.queries.shape.channels), count: asked.queries.count)
    }
    // In the order of the clusters: the same bits on any threads.
    for (item, part) in zip(items, parts) {
      for (query, sums) in zip(item.queries, part) {
        totals[item.group][query].add(sums, variance: level.variance)
      }
    }
    return totals
  }

  /// The share of the softmax weight that lies outside the clusters that are searched, for one window of
  /// each noisy image, drawn from the seed, the sample and the step.
  func missedShares(of noisy: ImageBatch, probe: Int, at level: NoiseLevel) -> [Double] {
    guard let group = groups.first(where: { $0.patches.areFree }) else {
      return [Double](repeating: 0, count: noisy.count)
    }
    let pixels = group.pixels
    let asked = Asked(
      group, noisy,
      (0..<noisy.count).map { image in
        // Streams 0 and 1 find the clusters.
        var random = CounterRandom(
          seed: UInt64(bitPattern: Int64(seed)), index: UInt64(2 + noisy.sample(of: image)),
          purpose: .clusters)
        for _ in 0..<level.step { _ = random.integer(below: pixels.count) }
        return (image, pixels[random.integer(below: pixels.count)])
      })
    let all = sums([asked], [group.nearest(.max, to: asked.queries, signal: 1)], at: level)[0]
    let found = sums(
      [asked], [group.nearest(probe, to: asked.queries, signal: level.signal)], at: level)[0]
    return zip(found, all).map { $0.share(missedOf: $1, variance: level.variance) }
  }
}

/// Windows of noisy images that are compared with the patches of a group.
private struct Asked: Sendable {
  let group: PatchClusters
  let targets: [(image: Int, pixel: Pixel)]
  let queries: ImageBatch

  init(_ group: PatchClusters, _ noisy: ImageBatch, _ targets: [(image: Int, pixel: Pixel)]) {
    self.group = group
    self.targets = targets
    queries = ImageBatch(
      shape: group.patches.shape,
      values: targets.flatMap { image, pixel in
        group.patches.window(of: noisy[image], y: pixel.y, x: pixel.x)
      })
  }
}

extension PatchClusters {
  /// The pixels of the noisy image that the patches answer for.
  fileprivate var pixels: [Pixel] {
    patches.rows.pixels.flatMap { y in patches.columns.pixels.map { Pixel(y: y, x: $0) } }
  }
}

extension ImageBatch {
  fileprivate func selecting(_ indices: [Int]) -> ImageBatch {
    ImageBatch(shape: shape, values: indices.flatMap { Array(self[$0]) })
  }
}
