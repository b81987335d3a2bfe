/// What can be asked of every data set.
public struct DatasetOptions: ParameterSet {
  @Parameter("Which part of the data set.")
  public var split = Split.train
  @Parameter(
    "Put the images into a random order drawn from this seed, before all choices.", in: 0...)
  public var orderSeed = Either<Int, None>.absent
  @Parameter("How many images are kept, after classes and offset.", in: 1...)
  public var limit = Limit.absent
  @Parameter("How many images are passed over first, after choosing classes.", in: 0...)
  public var offset = 0
  @Parameter("Only images with these class numbers.", in: 0...)
  public var classes = Either<[Int], All>.absent
  @Parameter("Add the mirror image of every image (after the images themselves).")
  public var flip = false
  @Parameter("Add an artificial correlation: a W at a random amplitude in every image.")
  public var plant = Either<Nested<PlantOptions>, None>.absent
  public init() {}
}

/// The planted pattern's parameters.
public struct PlantOptions: ParameterSet {
  @Parameter(
    "The amplitude is uniform in ± this, in units of data in [-1, 1].",
    in: .above(0, upTo: 2))
  public var amplitude = 0.5
  @Parameter("Seed of the amplitudes.", in: 0...)
  public var seed = 0
  public init() {}
}

/// A data set as a spec asks for it.
public struct DatasetRequest: Sendable {
  public let source: DatasetSource
  public let options: DatasetOptions

  public var name: String { source.name }

  /// The request as one object, defaults included.
  public var json: JSON {
    .object(
      [("name", .string(name))]
        + (options.json.members! + source.parameters.members!).map { ($0.key, $0.value) })
  }

  /// Loads the images and applies the options.
  ///
  /// - Throws: an error that names the file, or says which option leaves no image.
  public func load() throws -> ImageCollection {
    try select(from: try source.make().load(options.split))
  }

  /// Applies the options to the images of a split.
  ///
  /// - Parameters:
  ///   - data: what the source's files hold.
  ///   - split: in place of the option's.
  ///   - range: in place of the options' order, offset and limit.
  /// - Throws: ``DatasetError``, which says which option leaves no image.
  public func select(
    from data: ImageCollection, split: Split? = nil, range: Range<Int>? = nil
  ) throws -> ImageCollection {
    var data = data
    // Before any choice, so that an image's amplitude is its own whatever else is kept.
    if let plant = options.plant.value?.content { data.images = data.images.planting(plant) }
    var indices = Array(0..<data.images.count)
    if range == nil, let seed = options.orderSeed.value {
      indices = CounterRandom.order(of: indices.count, seed: UInt64(seed))
    }
    if let classes = options.classes.value {
      guard let labels = data.labels else {
        throw DatasetError("\(name) has no classes; leave \"classes\" out")
      }
      indices = indices.filter { classes.contains(labels[$0]) }
      let missing = Set(classes).subtracting(labels).sorted()
      if !missing.isEmpty {
        data.remarks.append("\(name) has no image of the classes \(missing) among \(classes)")
      }
      guard !indices.isEmpty else {
        let known = Set(labels).sorted().map(String.init).joined(separator: ", ")
        throw DatasetError(
          "\(name) has no image of the classes \(classes); its \"classes\" are \(known)")
      }
    }
    let available = indices.count
    if let range {
      guard range.upperBound <= available else {
        throw DatasetError(
          "the split \"\((split ?? options.split).rawValue)\" of \(name) has \(available) images to "
            + "choose from, but the run takes \(range.count) from number \(range.lowerBound) on; "
            + "lower \"samples\" or the \"offset\" of its \"inputs\"")
      }
      indices = Array(indices[range])
    } else {
      let left = available - options.offset
      if let limit = options.limit.value, left > 0, limit > left {
        data.remarks.append(
          "\(name): \"limit\" is \(limit), and there are \(left) images to choose from"
            + (options.offset > 0 ? " after the \"offset\" of \(options.offset)" : "")
            + "; all of these are used")
      }
      indices = Array(indices.dropFirst(options.offset).prefix(options.limit.value ?? available))
    }
    guard !indices.isEmpty else {
      throw DatasetError(
        "\(name) has \(available) images to choose from, and \"offset\" passes over "
          + "\(options.offset); lower it")
    }
    if indices != Array(0..<data.images.count) {
      data = ImageCollection(
        images: data.images.selecting(indices),
        labels: data.labels.map { labels in indices.map { labels[$0] } },
        classNames: data.classNames, remarks: data.remarks)
    }
    if options.flip {
      data = ImageCollection(
        images: data.images.addingMirrored(), labels: data.labels.map { $0 + $0 },
        classNames: data.classNames, remarks: data.remarks)
    }
    data.images = data.images.settled()
    return data
  }
}

/// A request that a data set cannot meet.
public struct DatasetError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

extension ImageStore {
  /// The images with a W planted in each.
  func planting(_ options: PlantOptions) -> ImageStore {
    let pattern = PlantedPattern(amplitude: options.amplitude, seed: UInt64(options.seed))
    let (c, h, w) = (shape.channels, shape.height, shape.width)
    guard holdsBytes else {
      return ImageStore(
        shape: shape, count: count,
        making: .floats { range in
          var floats = floats(in: range)
          pattern.plant(
            into: &floats, channels: c, height: h, width: w, firstIndex: range.lowerBound)
          return floats
        })
    }
    return ImageStore(
      shape: shape, count: count,
      making: .bytes { range in
        var bytes = bytes(in: range)
        pattern.plant(into: &bytes, channels: c, height: h, width: w, firstIndex: range.lowerBound)
        return bytes
      })
  }
}
