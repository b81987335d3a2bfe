import Foundation
import Framework

/// The little program of the tests of `process`, which needs Python.
enum ChildFixture {
  static let isAvailable: Bool = {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    let found = folders.contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/python3")
    }
    if !found { print("There is no python3 in $PATH: tests of the denoiser process are skipped.") }
    return found
  }()

  static var script: String {
    (Bundle.module.resourceURL ?? URL(fileURLWithPath: "."))
      .appendingPathComponent("Fixtures/process/child.py").path
  }

  /// The command of a program that behaves as `what` says; see `child.py`.
  ///
  /// - Parameter end: a file that it writes when its input ends.
  static func command(_ what: String, end: URL? = nil) -> JSON {
    .array((["python3", script, what] + (end.map { [$0.path] } ?? [])).map(JSON.string))
  }
}
