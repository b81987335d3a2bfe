import Framework

/// A figure of a report.
struct ReportFigure: Sendable {
  var name: String
  let title: String
  let alt: String
  let caption: String
  let svg: String
  let csv: String?
  let pdf: [UInt8]?
}
