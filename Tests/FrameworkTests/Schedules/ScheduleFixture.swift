import Foundation
import Testing

@testable import Framework

/// Levels and trajectories written by Tools/make_plugin_fixtures.py, and recorded arrays.
enum ScheduleFixture {
  /// The cases of a JSON file that are about the schedule called `name`; nil for all.
  static func cases(_ file: String, of name: String? = nil) throws -> [JSON] {
    let bytes = try Data(contentsOf: url(file))
    let cases = try JSONParser.parse([UInt8](bytes), file: file)["cases"]?.array ?? []
    let chosen = cases.filter { name == nil || $0["schedule"]?.string == name }
    try #require(!chosen.isEmpty, "\(file) has cases")
    return chosen
  }

  /// An array recorded from the authors' releases.
  static func recorded(_ name: String) throws -> [Double] {
    try NpyArray(contentsOf: url("\(name).npy")).doubles()
  }

  private static func url(_ file: String) throws -> URL {
    try #require(
      Bundle.module.url(
        forResource: file, withExtension: nil, subdirectory: "Fixtures/schedules"))
  }
}

extension JSON {
  /// The numbers of nested lists, in order.
  var numbers: [Double] { array?.flatMap(\.numbers) ?? double.map { [$0] } ?? [] }
}

/// Compares a schedule's levels with every case of its name.
func checkLevels<S: Schedule>(of type: S.Type) throws {
  for expected in try ScheduleFixture.cases("levels.json", of: S.name) {
    let parameters = try #require(expected["parameters"])
    let schedule = try S(S.Parameters(parameters))
    let note = parameters.canonicalText
    let rows = try #require(expected["levels"]?.array)
    #expect(schedule.levels.count == rows.count, "\(note)")
    for (step, (level, row)) in zip(schedule.levels, rows).enumerated() {
      let numbers = row.numbers
      #expect(level.step == step, "\(note)")
      #expect(abs(level.signal - numbers[0]) <= 1e-12, "signal, \(note), step \(step)")
      #expect(abs(level.noise / numbers[1] - 1) <= 1e-10, "noise, \(note), step \(step)")
      #expect(abs(level.t - numbers[2]) <= 1e-12 * max(1, numbers[2]), "t, \(note), step \(step)")
    }
    let scale = try #require(expected["start_scale"]?.double)
    #expect(abs(schedule.levels[0].startScale / scale - 1) <= 1e-12, "\(note)")
  }
}
