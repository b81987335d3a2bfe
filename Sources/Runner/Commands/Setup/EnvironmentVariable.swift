/// A variable that Locus reads, for the manual.
struct EnvironmentVariable {
  let name: String
  let meaning: String

  static let all = [
    EnvironmentVariable(
      name: "LOCUS_DATA",
      meaning: "Folder of the data sets; without it, data in the working directory."),
    EnvironmentVariable(
      name: "LOCUS_REFERENCES",
      meaning: "Folder of recorded networks, for specs that name them by it."),
    EnvironmentVariable(
      name: "LOCUS_CACHE", meaning: "\"off\": nothing is kept between runs."),
    EnvironmentVariable(
      name: "LOCUS_ISA",
      meaning: "Instruction set to be used in place of the best one: see `locus doctor`."),
    EnvironmentVariable(
      name: "XDG_CACHE_HOME",
      meaning: "Where the folder of caches lies; without it, ~/.cache."),
    EnvironmentVariable(name: "NO_COLOR", meaning: "Anything: no bold text, no moving lines."),
    EnvironmentVariable(name: "TERM", meaning: "\"dumb\": no bold text, no moving lines."),
    EnvironmentVariable(
      name: "PATH", meaning: "Where the programs of the denoiser process are looked for."),
  ]
}
