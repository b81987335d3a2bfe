import Framework

/// The memory that the runs of a plan take at most, as far as it can be told before: the program, the
/// data, what denoisers share, and the models that stand side by side.
///
/// What caches hold already may spare some of it. The tasks' own arrays, and sensitivities, are not
/// counted.
struct MemoryPlan {
  /// Bytes of the program without data: its code, libraries, and room for reading and exporting.
  static let program = 50_000_000

  /// Bytes of the images.
  private(set) var data = 0
  /// Bytes of what models share and take, at the worst moment.
  private(set) var models = 0

  var peak: Int { Self.program + data + models }

  /// - Parameter threads: as many models stand side by side as keep them busy.
  /// - Throws: an error of a data set.
  init(_ plan: Plan, library: DataLibrary, threads: Int = WorkPool.shared.threads) throws {
    var stores: [ImageStore] = []
    // What denoisers share stays for later runs.
    var sets: [String: (images: ImageStore, shared: SharedMemory)] = [:]
    for run in plan.runs {
      stores.append(try library.load(run.spec.dataset).collection.images)
      let reference = [run.reference].compactMap { $0 }
      // One that is asked along the others stays.
      let stays = run.spec.asksReferenceAlongCandidates ? reference : []
      for window in [reference] + Self.windows(of: run.variants, threads: threads) {
        let before = sets
        var own = 0
        for model in stays + window {
          let make = model.variant.denoiser.make
          for (key, images) in try model.fittedSets(in: run, library) {
            stores.append(images)
            sets[key, default: (images, [])].shared.formUnion(make.sharedMemory())
            own += make.memory(images.shape, images.count, run.spec.levels.count)
          }
        }
        func held(_ sets: some Sequence<(images: ImageStore, shared: SharedMemory)>) -> Int {
          sets.reduce(0) { $0 + $1.shared.held(of: $1.images) }
        }
        let fitting = sets.map { key, set in
          set.shared.subtracting(before[key]?.shared ?? []).fitting(to: set.images)
        }
        models = max(
          models, held(before.values) + fitting.reduce(0, +), held(sets.values) + own)
      }
    }
    data = ImageStore.memory(of: stores)
  }

  /// Models that are fitted together: as many as have a unit for each thread.
  private static func windows(of models: [ModelPlan], threads: Int) -> [[ModelPlan]] {
    var windows: [[ModelPlan]] = []
    var size = threads
    for model in models where !model.units.isEmpty {
      if size >= threads {
        windows.append([])
        size = 0
      }
      windows[windows.count - 1].append(model)
      size += model.units.count
    }
    return windows
  }
}

extension ModelPlan {
  /// Bytes that the model takes beside the data if it is alone.
  func memory(in run: RunPlan, _ library: DataLibrary) throws -> Int {
    let make = variant.denoiser.make
    return try fittedSets(in: run, library).reduce(0) { sum, set in
      let (images, shared) = (set.images, make.sharedMemory())
      let own = make.memory(images.shape, images.count, run.spec.levels.count)
      return sum + max(shared.held(of: images) + own, shared.fitting(to: images))
    }
  }

  /// The images that the model is fitted to: of every class apart, or all.
  fileprivate func fittedSets(
    in run: RunPlan, _ library: DataLibrary
  ) throws -> [(key: String, images: ImageStore)] {
    let request = variant.dataset ?? run.spec.dataset
    guard withinClass, let classes = run.classes else {
      let set = try library.load(request)
      return [(set.contentHash, set.collection.images)]
    }
    return try Set(classes).sorted().map {
      let set = try library.trainingSet(request, seed: run.spec.seed, class: $0)
      return (set.contentHash, set.images)
    }
  }
}
