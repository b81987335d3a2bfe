import Framework

extension Heatmaps {
  /// Bytes that maps at some levels take, beside what is shared.
  func memory(shape: ImageShape, count: Int, steps: Int) -> Int {
    let matrix = shape.count * shape.count * MemoryLayout<Double>.stride
    let map = shape.area * shape.area * MemoryLayout<Double>.stride
    switch self {
    case .file: return map
    // The filter's matrix and what it is a product of.
    case .wiener: return 2 * matrix + map
    // The denoiser, one image's gradients in two orders, and the maps as Floats.
    case .denoiser(let entry, _):
      return entry.request.make.memory(shape, count, steps) + 3 * matrix / 2 + map
        + steps * map / 2
    }
  }

  var sharedMemory: SharedMemory {
    switch self {
    case .file: []
    case .wiener: .spectrum
    case .denoiser(let entry, _): entry.request.make.sharedMemory()
    }
  }
}
