import Framework

/// The data sets that come with Locus.
public enum BuiltInDatasets {
  public static let all: [any Dataset.Type] = [
    MNIST.self,
    FashionMNIST.self,
    CIFAR10.self,
    KMNIST.self,
    EMNIST.self,
    CIFAR100.self,
    ImageFolder.self,
    EDMZip.self,
    Npy.self,
    Synthetic.self,
  ]
}
