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

// One source for every instruction set: the folders hold links to Sources/Framework/Kernels/Vector.
#if arch(x86_64)
  // `LOCUS_TILES=neon swift test` tests the tiles of 64-bit ARM in place of the baseline's.
  let baselineTiles = Context.environment["LOCUS_TILES"] == "neon" ? ["NEON_TILES"] : []
  let vectorKernels: [Target] = [
    .target(
      name: "KernelsBaseline", path: "Sources/Framework/Kernels/Baseline",
      swiftSettings: kernelSettings(defines: baselineTiles)),
    .target(
      name: "KernelsAVX2", path: "Sources/Framework/Kernels/AVX2",
      swiftSettings: kernelSettings(["-Xcc", "-march=x86-64-v3"], defines: ["HAVE_FMA"])),
    .target(
      name: "KernelsAVX512", path: "Sources/Framework/Kernels/AVX512",
      swiftSettings: kernelSettings(
        ["-Xcc", "-march=x86-64-v4"], defines: ["HAVE_FMA", "HAVE_AVX512"])),
  ]
#else
  let vectorKernels: [Target] = [
    .target(
      name: "KernelsBaseline", path: "Sources/Framework/Kernels/Baseline",
      swiftSettings: kernelSettings(defines: ["HAVE_FMA"]))
  ]
#endif
let byteKernels = Target.target(
  name: "ByteKernels", path: "Sources/Framework/Kernels/Bytes", swiftSettings: kernelSettings())
let kernels = vectorKernels + [byteKernels]

// MARK: - Package

let package = Package(
  name: "locus",
  platforms: [.macOS(.v14)],
  products: [
    .library(name: "Framework", targets: ["Framework"]),
    .library(name: "LocusNetworks", targets: ["LocusNetworks"]),
    .library(name: "Denoisers", targets: ["Denoisers"]),
    .library(name: "Metrics", targets: ["Metrics"]),
    .library(name: "Datasets", targets: ["Datasets"]),
    .library(name: "Runner", targets: ["Runner"]),
    .executable(name: "locus", targets: ["locus"]),
  ],
  targets: kernels + [
    // The floors, lowest first: a target may import only what stands above it here.
    .target(
      name: "LocusNumerics",
      dependencies: vectorKernels.map { Target.Dependency(stringLiteral: $0.name) },
      path: "Sources/Framework/Numerics",
      swiftSettings: isCheckout ? [.define("PLAIN_KERNELS")] : []),
    .target(
      name: "LocusFormats", dependencies: ["ByteKernels"], path: "Sources/Framework/Formats"),
    .target(
      name: "LocusImages", dependencies: ["LocusNumerics", "LocusFormats"],
      path: "Sources/Framework/Images"),
    .target(name: "Framework", dependencies: ["LocusImages"], path: "Sources/Framework/Core"),
    .target(
      name: "LocusPlots", dependencies: ["LocusFormats"], path: "Sources/Framework/Plots"),
    .target(
      name: "LocusNetworks", dependencies: ["Framework"], path: "Sources/Framework/Networks",
      resources: [.copy("Boxed")]),
    .target(name: "Denoisers", dependencies: ["Framework", "LocusNetworks"]),
    .target(name: "Metrics", dependencies: ["Framework"]),
    .target(name: "Datasets", dependencies: ["Framework"]),
    .target(
      name: "Runner",
      dependencies: [
        "Framework", "LocusPlots", "LocusNetworks", "Denoisers", "Metrics", "Datasets",
      ]),
    .executableTarget(name: "locus", dependencies: ["Runner"]),

    .target(
      name: "TestSupport", dependencies: ["LocusNumerics"], path: "Tests/TestSupport"),
    .testTarget(
      name: "NumericsTests", dependencies: ["TestSupport", "LocusNumerics"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "FormatsTests", dependencies: ["TestSupport", "LocusFormats"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "FrameworkTests", dependencies: ["TestSupport", "LocusImages", "Framework"],
      resources: [.copy("Fixtures")]),
    .testTarget(name: "PlotsTests", dependencies: ["TestSupport", "LocusPlots", "LocusFormats"]),
    .testTarget(
      name: "NetworksTests", dependencies: ["TestSupport", "LocusNetworks", "Framework"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "DenoisersTests",
      dependencies: ["TestSupport", "Denoisers", "Datasets", "LocusNetworks", "Framework"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "MetricsTests", dependencies: ["Metrics", "Framework"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "DatasetsTests", dependencies: ["TestSupport", "Datasets", "Framework"],
      resources: [.copy("Fixtures")]),
    .testTarget(
      name: "RunnerTests",
      dependencies: [
        "TestSupport", "Runner", "Framework", "LocusPlots", "LocusNetworks", "Denoisers", "Metrics",
        "Datasets",
      ],
      resources: [.copy("Fixtures")]),
  ]
)
