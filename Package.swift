// swift-tools-version: 6.1
import PackageDescription

// MARK: - Kernels

/// Whether this package is a dependency that SwiftPM fetched.
let isCheckout = Context.packageDirectory.contains("/checkouts/")

/// Settings of the kernel targets: optimised in debug builds too, and built for one instruction set.
///
/// SwiftPM refuses such flags in a package that is used by version tag, so they are dropped there:
/// kernels are then slower, never wrong, and `locus doctor` says how to mend it.
func kernelSettings(_ flags: [String] = [], defines: [String] = []) -> [SwiftSetting] {
  if isCheckout { return [] }
  return [.unsafeFlags(flags + ["-Ounchecked"])] + defines.map { .define($0) }
}

// One source for every instruction set: the folders hold links to Sources/Kernels/Vector.
#if arch(x86_64)
  let vectorKernels: [Target] = [
    .target(
      name: "KernelsBaseline", path: "Sources/Kernels/Baseline", swiftSettings: kernelSettings()),
    .target(
      name: "KernelsAVX2", path: "Sources/Kernels/AVX2",
      swiftSettings: kernelSettings(["-Xcc", "-march=x86-64-v3"], defines: ["HAVE_FMA"])),
    .target(
      name: "KernelsAVX512", path: "Sources/Kernels/AVX512",
      swiftSettings: kernelSettings(
        ["-Xcc", "-march=x86-64-v4"], defines: ["HAVE_FMA", "HAVE_AVX512"])),
  ]
#else
  let vectorKernels: [Target] = [
    .target(
      name: "KernelsBaseline", path: "Sources/Kernels/Baseline",
      swiftSettings: kernelSettings(defines: ["HAVE_FMA"]))
  ]
#endif
let byteKernels = Target.target(
  name: "ByteKernels", path: "Sources/Kernels/Bytes", swiftSettings: kernelSettings())
let kernels = vectorKernels + [byteKernels]

// MARK: - Package

let package = Package(
  name: "locus",
  platforms: [.macOS(.v14)],
  products: [
    .library(name: "Framework", targets: ["Framework"]),
    .library(name: "Denoisers", targets: ["Denoisers"]),
    .library(name: "Metrics", targets: ["Metrics"]),
    .library(name: "Datasets", targets: ["Datasets"]),
    .library(name: "Runner", targets: ["Runner"]),
    .executable(name: "locus", targets: ["locus"]),
  ],
  targets: kernels + [
    // The layers, lowest first; dependencies point one way.
    .target(
      name: "Framework", dependencies: kernels.map { Target.Dependency(stringLiteral: $0.name) },
      swiftSettings: isCheckout ? [.define("PLAIN_KERNELS")] : []),
    .target(name: "Denoisers", dependencies: ["Framework"], resources: [.copy("Networks")]),
    .target(name: "Metrics", dependencies: ["Framework"]),
    .target(name: "Datasets", dependencies: ["Framework"]),
    .target(name: "Runner", dependencies: ["Framework", "Denoisers", "Metrics", "Datasets"]),
    .executableTarget(name: "locus", dependencies: ["Runner"]),

    .testTarget(
      name: "FrameworkTests", dependencies: ["Framework"], resources: [.copy("Fixtures")]),
    .testTarget(
      name: "DenoisersTests", dependencies: ["Denoisers", "Datasets", "Framework"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "MetricsTests", dependencies: ["Metrics", "Framework"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "Framework"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "RunnerTests",
      dependencies: ["Runner", "Framework", "Denoisers", "Metrics", "Datasets"]),
  ]
)
