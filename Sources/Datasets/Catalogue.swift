import Framework

/// The data sets that come with Locus.
public enum BuiltInDatasets {
  public static let all: [any Dataset.Type] = [
    MNIST.self,
    FashionMNIST.self,
    CIFAR10.self,
    ImageFolder.self,
    Npy.self,
    Synthetic.self,
  ]
}
