import Framework

extension RunPlanner {
  /// The class of each sample; nil for a run without classes.
  ///
  /// - Throws: an error of a file or recording, or ``RunError`` where there are too few classes, or
  ///   the images that they come from have no labels.
  func classes(samples: Int, training: ImageCollection) throws -> [Int]? {
    let found: [Int]
    switch spec.classes {
    case .none: return nil
    case .drawn: return try drawn(samples, from: training)
    case .list(let classes): found = classes
    case .file(let path): found = try ClassList.read(path.url)
    case .recorded: found = try recorded()
    case .inputs:
      guard case .forward(let split, let offset) = spec.inputs else {
        throw problem("takes the classes of held-out images, and no images are noised")
      }
      let images = try library.collection(
        of: spec.dataset, split: split, range: spec.heldOut(from: offset))
      guard let labels = images.labels else { throw unlabelled(split) }
      found = labels
    }
    guard found.count >= samples else {
      throw problem(
        "holds \(found.count) classes for \(samples) samples; give one for each sample, or lower "
          + "\"samples\"")
    }
    return Array(found.prefix(samples))
  }

  /// Classes with the frequencies of the data's: a sample's own is the same in any number of samples.
  private func drawn(_ samples: Int, from data: ImageCollection) throws -> [Int] {
    guard let labels = data.labels else { throw unlabelled(spec.dataset.options.split) }
    // In ascending order, whatever the order of the images.
    let sorted = labels.sorted()
    return (0..<samples).map { sample in
      var random = CounterRandom(
        seed: UInt64(spec.seed), index: UInt64(sample), purpose: .sampleClass)
      return sorted[random.integer(below: sorted.count)]
    }
  }

  private func recorded() throws -> [Int] {
    guard let reference = spec.reference else { throw problem("needs a reference") }
    guard let classes = try reference.denoiser.make.ownClasses() else {
      throw problem(
        "is \"recorded\", and \(reference.label) holds no classes (a recording has them in "
          + "classes.npy); give a list")
    }
    return classes
  }

  // MARK: Models

  /// What a model does with the samples' classes.
  struct ClassPlan {
    /// Whether it is fitted to the images of each class apart.
    var withinClass = false
    /// Whether its numbers depend on the samples' classes.
    var isUsed = false
  }

  /// Checks that a model can answer for the samples' classes.
  ///
  /// - Parameter data: what it is fitted to.
  /// - Throws: what the denoiser throws, or ``RunError``.
  func classPlan(
    of variant: Variant, _ classes: [Int]?, data: ImageCollection
  ) throws -> ClassPlan {
    try variant.denoiser.make.checkClasses(classes)
    guard let classes else { return ClassPlan() }
    let use = try variant.denoiser.make.classUse()
    if variant.withinClass == true, !use.contains(.fitted) {
      throw RunError(
        "\"within_class\" fits a denoiser to the images of a class, and \"\(variant.denoiser.name)\" "
          + "does not answer from the images that it is fitted to; leave it out")
    }
    let withinClass = (variant.withinClass ?? spec.withinClass) && use.contains(.fitted)
    if withinClass {
      guard let labels = data.labels else {
        throw RunError(
          "the images have no labels, so \"within_class\" cannot choose those of a class; leave it "
            + "out, or take data with classes")
      }
      let known = Set(labels)
      if let wrong = classes.first(where: { !known.contains($0) }) {
        throw problem(
          "holds the class \(wrong), of which the training images have none; they have "
            + known.sorted().map(String.init).joined(separator: ", "))
      }
      for number in Set(classes).sorted() {
        let count = labels.count { $0 == number }
        do {
          try variant.denoiser.make.checkImages(count, true)
        } catch {
          throw RunError(
            "of the class \(number): \((error as? SpecIssue)?.message ?? error.plainText)")
        }
      }
    }
    return ClassPlan(withinClass: withinClass, isUsed: withinClass || use.contains(.asked))
  }

  private func problem(_ text: String) -> RunError { RunError("\"classes_of_samples\" \(text)") }

  private func unlabelled(_ split: Split) -> RunError {
    problem(
      "takes the classes of images, and those of \(spec.dataset.name) (\(split.rawValue)) have no "
        + "labels; give a list of classes")
  }
}

extension RunPlan {
  /// What a model leaves aside of the samples' classes, or takes for granted.
  func remarks(onClassesOf model: ModelPlan) throws -> [String] {
    let make = model.variant.denoiser.make
    var remarks = try make.remarksOnClasses(classes)
    if classes != nil, !model.withinClass, try make.classUse().contains(.fitted) {
      remarks.append(
        "answers from the images of all classes, whatever the class of a sample; "
          + "\"within_class\": true keeps it to those of the sample's own")
    }
    return remarks.map { "\(model.variant.label): \($0)" }
  }
}
