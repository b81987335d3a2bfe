import Foundation

/// A colour in sRGB.
package struct PlotColor: Hashable, Sendable {
  package let red: UInt8
  package let green: UInt8
  package let blue: UInt8

  package init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    (self.red, self.green, self.blue) = (red, green, blue)
  }

  package static let black = PlotColor(0, 0, 0)
  package static let white = PlotColor(255, 255, 255)
  /// Axes and texts.
  package static let ink = PlotColor(34, 34, 34)
  /// Lines that help reading, and frames.
  package static let faint = PlotColor(178, 178, 178)

  /// Okabe and Ito's colours, which people with any common colour blindness tell apart, in their
  /// order; yellow, hard to see as a thin line on white, comes last.
  package static let series = [
    PlotColor(0, 0, 0), PlotColor(230, 159, 0), PlotColor(86, 180, 233), PlotColor(0, 158, 115),
    PlotColor(0, 114, 178), PlotColor(213, 94, 0), PlotColor(204, 121, 167),
    PlotColor(240, 228, 66),
  ]

  /// `#0072b2`.
  package var hex: String {
    "#"
      + [red, green, blue].map { value in
        let digits = String(value, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
  }

  /// The colour that lies a share of the way to another.
  package func mixed(with other: PlotColor, share: Double) -> PlotColor {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Double(a) + (Double(b) - Double(a)) * min(max(share, 0), 1)).rounded())
    }
    return PlotColor(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
  }
}

extension PlotColor {
  /// Relative luminance after WCAG 2, 0 for black to 1 for white.
  package var luminance: Double {
    func linear(_ value: UInt8) -> Double {
      let share = Double(value) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }
}
