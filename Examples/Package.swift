// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "examples",
  platforms: [.macOS(.v14)],
  // In a project of your own: .package(url: "https://…/locus", from: "…")
  dependencies: [.package(name: "locus", path: "..")],
  targets: [
    .target(
      name: "MyDenoisers", dependencies: [.product(name: "Framework", package: "locus")]),
    .target(name: "MyTasks", dependencies: [.product(name: "Runner", package: "locus")]),
    .executableTarget(
      name: "locus-with-mine",
      dependencies: ["MyDenoisers", "MyTasks", .product(name: "Runner", package: "locus")]),
    .testTarget(
      name: "MyDenoisersTests",
      dependencies: ["MyDenoisers", "MyTasks", .product(name: "Runner", package: "locus")]),
  ]
)
