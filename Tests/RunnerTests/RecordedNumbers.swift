/// The numbers that ``VersionTests`` watches.
extension VersionTests {
  static let recorded: [String: Numbers] = [
    "schedules/cosine": Numbers(
      version: 1, values: [0.13900213, 0.21840526, -0.40980396, 0.087732248]),
    "schedules/ddpm-linear": Numbers(
      version: 1, values: [0.12038737, 0.50051207, -0.61023527, 0.091077894]),
    "denoisers/golden-subset": Numbers(
      version: 5, values: [0.20461986, 0.28659484, -0.25490192, 0.8039217]),
    "denoisers/kamb-bbels": Numbers(
      version: 4, values: [0.16090504, 0.28550853, -0.38823527, -0.26274505]),
    "denoisers/kamb-els": Numbers(
      version: 4, values: [0.086654815, 0.21859779, -0.24868666, 0.25490203]),
    "denoisers/kamb-ls": Numbers(
      version: 4, values: [0.16205466, 0.28203218, -0.19215687, -0.26274511]),
    "schedules/karras": Numbers(
      version: 1, values: [0.14887907, 0.18014406, -0.23089761, -0.13226473]),
    "metrics/cosine": Numbers(
      version: 1, values: [0.98809481, 0.65378272, 0.52773869, 0.99994855]),
    "metrics/l2": Numbers(version: 1, values: [0.34559285, 2.7925835, 4.6741538, 0.019616921]),
    "metrics/mse": Numbers(
      version: 1, values: [0.00049097637, 0.030490086, 0.085581157, 1.5216077e-06]),
    "denoisers/nearest": Numbers(
      version: 1, values: [0.26341912, 0.26341912, 0.54509807, 0.14509805]),
    "metrics/nearest-distance": Numbers(
      version: 1, values: [4.4871167, 2.8078387, 8.0334043e-07, 4.4849557]),
    "denoisers/optimal": Numbers(
      version: 3, values: [0.11260146, 0.26001839, -0.19215687, 0.80392158]),
    "denoisers/pca-locality": Numbers(
      version: 5, values: [0.11267976, 0.23556983, -0.25490192, 0.14509811]),
    "metrics/pearson": Numbers(
      version: 1, values: [0.98566311, 0.56325057, 0.39625859, 0.99992005]),
    "denoisers/pspc-flex": Numbers(
      version: 4, values: [0.13258974, 0.24776364, -0.20457144, -0.16860875]),
    "denoisers/pspc-square": Numbers(
      version: 4, values: [0.15274699, 0.21115842, -0.1520697, -0.30976874]),
    "metrics/r2": Numbers(version: 1, values: [0.94757317, -0.048612989, -1.6087621, 0.9998407]),
    "tasks/sensitivity": Numbers(version: 1, values: [1.8190393, 2.8894391, 2.0918571]),
    "tasks/posterior": Numbers(
      version: 1,
      values: [
        38.122628, 15.459826, 1.0038967, 3.6688469, 2.998849, 0, 0.032383213, 0.10166672, 1,
      ]),
    "denoisers/smoothed-optimal": Numbers(
      version: 2, values: [0.1118709, 0.26001839, -0.19215687, 0.80392158]),
    "tasks/spectrum": Numbers(version: 1, values: [15.9116, 10.013896, 7.9231132, 4.775659]),
    "datasets/synthetic": Numbers(version: 1, values: [58.191406, 89.921875, 126, 57]),
    "denoisers/unet": Numbers(
      version: 1, values: [0.18960823, 0.2022721, 0.011001552, -0.0052557504]),
    "schedules/flow": Numbers(
      version: 1, values: [0.15522014, 0.24068044, -0.38524312, -0.10077916]),
    "denoisers/filtered-posterior": Numbers(
      version: 3, values: [0.15328752, 0.20234936, -0.19812332, -0.21586198]),
    "denoisers/gaussian-mixture": Numbers(
      version: 1, values: [0.11183719, 0.17561751, -0.050399173, 0.03282937]),
    "denoisers/local-wiener": Numbers(
      version: 2, values: [0.11260146, 0.16478744, -0.10140648, -0.057770148]),
    "denoisers/switch": Numbers(
      version: 1, values: [0.11000153, 0.25890532, -0.1916057, 0.79677379]),
    "metrics/copy-ratio": Numbers(
      version: 1, values: [0.91267829, 0.64765319, 1.6304754e-07, 0.90082888]),
    "metrics/l1": Numbers(
      version: 1, values: [0.018304487, 0.14283663, 0.21397367, 0.00098609605]),
    "metrics/psnr": Numbers(
      version: 1, values: [39.565345, 21.186742, 16.721095, 64.303843]),
    "denoisers/wiener": Numbers(
      version: 2, values: [0.10982667, 0.18001985, -0.23689003, -0.084163032]),
  ]
}
