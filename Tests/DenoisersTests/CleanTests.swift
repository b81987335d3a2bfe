import Denoisers
import Framework
import Testing

/// What `clean` answers in a run is tested by DenoiseTests; alone it only says where it belongs.
struct CleanTests {
  @Test func saysWhereItBelongs() throws {
    let training = try Golden.sets[1].training()
    let clean = try Clean(NoParameters(), fittedTo: training)
    let (noisy, level) = (
      try Golden.sets[1].batch("ddpm_xt", 1), try Golden.sets[1].ddpmLevels()[1]
    )
    #expect(Clean.answersWithCleanImages && !Optimal.answersWithCleanImages)
    let error = #expect(throws: NoCleanImage.self) { try clean.denoise(noisy, at: level) }
    #expect("\(try #require(error))".contains("\"inputs\": {\"source\": \"forward\"}"))
    #expect(throws: SensitivityError.self) {
      try clean.sensitivity(of: [0], noisy: noisy, at: level)
    }
  }
}
