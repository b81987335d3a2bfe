import Foundation
import Framework

extension Claims {
  /// The claim of the tables, arrays, pictures and report: many files that must fit each other.
  static let results = "results"

  /// Does something while no other process writes the results.
  ///
  /// What is read in `body` is then newer than all that others wrote: the last one writes complete
  /// results, whoever it is, and nobody's part comes over them.
  func alone<Answer>(_ body: () throws -> Answer) throws -> Answer {
    var isSaid = false
    while true {
      switch try take(Self.results) {
      case .mine(let claim):
        defer { release(claim) }
        return try body()
      case .held(let claim):
        if let claim, !isSaid {
          Terminal.say("waiting until \(claim.worker.name) has written its tables")
          isSaid = true
        }
        usleep(50_000)
      }
    }
  }

  /// Refuses to mix two experiments, or two versions of one, while another process is at work.
  ///
  /// - Parameters:
  ///   - url: the results folder, as it is shown.
  ///   - removing: what of the folder would go; nil if nothing.
  /// - Throws: ``RunError``.
  func refuseStrangers(in url: String, removing: String?) throws {
    let running = others.filter { $0.spec != nil }
    if let other = running.first(where: { $0.spec != me.spec }) {
      throw RunError(
        "\(other.name) works in \(url) since \(Worker.time(other.since)), at another version of this "
          + "experiment; wait for it, or choose another \"name\" or --output")
    }
    if let removing, let other = running.first {
      throw RunError(
        "\(other.name) works in \(url) since \(Worker.time(other.since)), and \(removing) would take "
          + "away what it has done; wait for it, or stop it first")
    }
  }

  /// `2 units: node7, process 4711, since 14:05`, for a line of talk; nil if there is nothing.
  static func words(_ claims: [Claim]) -> String? {
    guard !claims.isEmpty else { return nil }
    let groups = Dictionary(grouping: claims, by: \.worker.token).values.sorted {
      ($0[0].worker.since, $0[0].worker.token) < ($1[0].worker.since, $1[0].worker.token)
    }
    let names = groups.prefix(3).map { group in
      "\(group.count) of \(group[0].worker.name), since "
        + Worker.time(group.map(\.since).min()!)
    }
    let rest = groups.count > 3 ? " and \(groups.count - 3) more processes" : ""
    return "\(claims.count) unit\(claims.count == 1 ? "" : "s"): "
      + names.joined(separator: "; ") + rest
  }
}

extension ResultsFolder {
  /// Writes tables or a report while no other process does.
  func alone<Answer>(_ body: () throws -> Answer) throws -> Answer {
    let claims = try Claims(in: self)
    defer { claims.leave() }
    return try claims.alone(body)
  }
}
