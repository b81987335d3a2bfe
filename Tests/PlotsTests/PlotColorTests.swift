import LocusPlots
import Testing

/// Colours: their names in files, and that they are told apart.
@Suite struct PlotColorTests {
  @Test func aColourHasSixDigits() {
    #expect(PlotColor.black.hex == "#000000")
    #expect(PlotColor(0, 114, 178).hex == "#0072b2")
    #expect(PlotColor.white.hex == "#ffffff")
  }

  @Test func luminanceIsThatOfWCAG() {
    #expect(PlotColor.black.luminance == 0)
    #expect(abs(PlotColor.white.luminance - 1) < 1e-12)
    // The grey of half the light.
    #expect(abs(PlotColor(188, 188, 188).luminance - 0.5029) < 1e-3)
  }

  /// Forty series, and no two that look the same.
  @Test func stylesAreDistinct() {
    let styles = (0..<40).map(SeriesStyle.number)
    #expect(Set(styles).count == 40)
    #expect(Set(styles.prefix(8).map(\.color)).count == 8)
    #expect(Set(styles.prefix(8).map(\.mark)).count == 8)
  }
}
