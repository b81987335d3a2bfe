// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "locus-benchmarks",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "locus", path: "..")],
  targets: [
    .executableTarget(
      name: "Benchmarks", dependencies: [.product(name: "Framework", package: "locus")])
  ])
