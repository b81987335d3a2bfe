// swift-tools-version: 6.1
import PackageDescription

/// Kernels that only the baselines of the denoisers use, built as the package's own are: one source
/// for every instruction set, through links to Sources/Kernels/Plain.
func kernels(_ set: String, _ flags: [String] = [], defines: [String] = []) -> Target {
  .target(
    name: "PlainKernels\(set)", path: "Sources/Kernels/\(set)",
    swiftSettings: [.unsafeFlags(flags + ["-Ounchecked"])] + defines.map { .define($0) })
}

#if arch(x86_64)
  let plainKernels = [
    kernels("Baseline"),
    kernels("AVX2", ["-Xcc", "-march=x86-64-v3"], defines: ["HAVE_FMA"]),
    kernels("AVX512", ["-Xcc", "-march=x86-64-v4"], defines: ["HAVE_FMA"]),
  ]
#else
  let plainKernels = [kernels("Baseline", defines: ["HAVE_FMA"])]
#endif

let package = Package(
  name: "locus-benchmarks",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "locus", path: "..")],
  targets: plainKernels + [
    .executableTarget(
      name: "Benchmarks",
      dependencies: ["Framework", "LocusNetworks"].map { .product(name: $0, package: "locus") }),
    .executableTarget(
      name: "DenoiserBenchmarks",
      dependencies: plainKernels.map { .init(stringLiteral: $0.name) }
        + ["Framework", "Denoisers", "Datasets", "Metrics"].map {
          .product(name: $0, package: "locus")
        }),
  ])
