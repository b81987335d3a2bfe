import Framework

/// The denoisers that come with Locus.
public enum BuiltInDenoisers {
  public static let all: [any Denoiser.Type] = [
    Optimal.self,
    Wiener.self,
    LocalWiener.self,
    GaussianMixture.self,
    Nearest.self,
    KambLS.self,
    KambELS.self,
    KambBBELS.self,
    PSPCSquare.self,
    PSPCFlex.self,
    PCALocality.self,
    FilteredPosterior.self,
    GoldenSubset.self,
    SmoothedOptimal.self,
    Switch.self,
    Clean.self,
    Recorded.self,
    UNet.self,
    ProcessDenoiser.self,
  ]
}
