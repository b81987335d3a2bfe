/// A paper or a data set that a plugin is made after, for `locus cite`.
public struct Citation: Hashable, Sendable {
  /// Kinds of BibTeX entries.
  public enum Kind: String, Sendable {
    case article, inproceedings, techreport, misc
  }

  /// Key of the entry, `karras2022`.
  public let key: String
  public let kind: Kind
  public let title: String
  /// Given names before the family name.
  public let authors: [String]
  /// Journal, conference or institution; empty for none.
  public let venue: String
  public let year: Int
  /// Number on arXiv; empty for none.
  public let arXiv: String
  /// What an entry without authors lacks, or another remark; empty for none.
  public let note: String

  public init(
    _ kind: Kind, _ key: String, _ title: String, by authors: [String], in venue: String = "",
    _ year: Int, arXiv: String = "", note: String = ""
  ) {
    (self.kind, self.key, self.title, self.authors) = (kind, key, title, authors)
    (self.venue, self.year, self.arXiv, self.note) = (venue, year, arXiv, note)
  }
}

// MARK: - What the plugins in the box are made after

extension Citation {
  public static let lukoianov2025 = Citation(
    .inproceedings, "lukoianov2025",
    "Locality in Image Diffusion Models Emerges from Data Statistics",
    by: ["Artem Lukoianov", "Chenyang Yuan", "Justin Solomon", "Vincent Sitzmann"],
    in: "Advances in Neural Information Processing Systems", 2025, arXiv: "2509.09672")
  public static let kamb2025 = Citation(
    .inproceedings, "kamb2025",
    "An analytic theory of creativity in convolutional diffusion models",
    by: ["Mason Kamb", "Surya Ganguli"], in: "International Conference on Machine Learning", 2025,
    arXiv: "2412.20292")
  public static let niedoba2025 = Citation(
    .inproceedings, "niedoba2025",
    "Towards a Mechanistic Explanation of Diffusion Model Generalization",
    by: ["Matthew Niedoba", "Berend Zwartsenberg", "Kevin Murphy", "Frank Wood"],
    in: "International Conference on Machine Learning", 2025, arXiv: "2411.19339")
  public static let niedoba2026 = Citation(
    .misc, "niedoba2026",
    "Filtered Posterior Mean Collections: A Unified Framework for Analytical Models of Diffusion "
      + "Generalization",
    by: ["Matthew Niedoba", "Berend Zwartsenberg", "Frank Wood"], 2026, arXiv: "2605.24192")
  public static let scarvelis2023 = Citation(
    .misc, "scarvelis2023", "Closed-Form Diffusion Models",
    by: ["Christopher Scarvelis", "Haitz Sáez de Ocáriz Borde", "Justin Solomon"], 2023,
    arXiv: "2310.12395")
  public static let shang2026 = Citation(
    .inproceedings, "shang2026", "Fast and Scalable Analytical Diffusion",
    by: ["Xinyi Shang", "Peng Sun", "Jingyu Lin", "Zhiqiang Shen"],
    in: "International Conference on Machine Learning", 2026, arXiv: "2602.16498")
  public static let wang2024 = Citation(
    .article, "wang2024",
    "The Unreasonable Effectiveness of Gaussian Score Approximation for Diffusion Models and its "
      + "Applications",
    by: ["Binxu Wang", "John J. Vastola"], in: "Transactions on Machine Learning Research", 2024,
    arXiv: "2412.09726")
  public static let bertrand2025 = Citation(
    .misc, "bertrand2025",
    "On the Closed-Form of Flow Matching: Generalization Does Not Arise from Target Stochasticity",
    by: ["Quentin Bertrand", "Anne Gagneux", "Mathurin Massias", "Rémi Emonet"], 2025,
    arXiv: "2506.03719")
  public static let lipman2023 = Citation(
    .inproceedings, "lipman2023", "Flow Matching for Generative Modeling",
    by: [
      "Yaron Lipman", "Ricky T. Q. Chen", "Heli Ben-Hamu", "Maximilian Nickel", "Matt Le",
    ], in: "International Conference on Learning Representations", 2023, arXiv: "2210.02747")
  public static let yoon2023 = Citation(
    .misc, "yoon2023",
    "Diffusion Probabilistic Models Generalize when They Fail to Memorize",
    by: ["TaeHo Yoon", "Joo Young Choi", "Sehyun Kwon", "Ernest K. Ryu"], 2023,
    note: "ICML 2023 Workshop on Structured Probabilistic Inference and Generative Modeling")
  public static let karras2022 = Citation(
    .inproceedings, "karras2022",
    "Elucidating the Design Space of Diffusion-Based Generative Models",
    by: ["Tero Karras", "Miika Aittala", "Timo Aila", "Samuli Laine"],
    in: "Advances in Neural Information Processing Systems", 2022, arXiv: "2206.00364")
  public static let ho2020 = Citation(
    .inproceedings, "ho2020", "Denoising Diffusion Probabilistic Models",
    by: ["Jonathan Ho", "Ajay Jain", "Pieter Abbeel"],
    in: "Advances in Neural Information Processing Systems", 2020, arXiv: "2006.11239")
  public static let song2021 = Citation(
    .inproceedings, "song2021", "Denoising Diffusion Implicit Models",
    by: ["Jiaming Song", "Chenlin Meng", "Stefano Ermon"],
    in: "International Conference on Learning Representations", 2021, arXiv: "2010.02502")
  public static let nichol2021 = Citation(
    .inproceedings, "nichol2021", "Improved Denoising Diffusion Probabilistic Models",
    by: ["Alex Nichol", "Prafulla Dhariwal"], in: "International Conference on Machine Learning",
    2021, arXiv: "2102.09672")
  public static let lecun1998 = Citation(
    .article, "lecun1998", "Gradient-based learning applied to document recognition",
    by: ["Yann LeCun", "Léon Bottou", "Yoshua Bengio", "Patrick Haffner"],
    in: "Proceedings of the IEEE", 1998)
  public static let xiao2017 = Citation(
    .misc, "xiao2017",
    "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms",
    by: ["Han Xiao", "Kashif Rasul", "Roland Vollgraf"], 2017, arXiv: "1708.07747")
  public static let krizhevsky2009 = Citation(
    .techreport, "krizhevsky2009", "Learning Multiple Layers of Features from Tiny Images",
    by: ["Alex Krizhevsky"], in: "University of Toronto", 2009)
}
