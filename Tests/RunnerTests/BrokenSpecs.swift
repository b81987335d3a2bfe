/// Specs that are wrong in themselves. Lines: 2 version, 3 name, 4 task, 5 dataset, 6 denoisers.
extension BrokenInput {
  // MARK: Unknown and missing keys

  static let keys: [BrokenInput] = [
    .spec(
      "unknown key of the spec", ["sampels": "8"],
      says: "spec.json:7:3: error: sampels: unknown key; did you mean \"samples\"?",
      "Known keys: version, name, task, dataset, schedule, samples, seed, noise, inputs"),
    .spec(
      "unknown key of the dataset", ["dataset": #"{"name": "synthetic", "limits": 3}"#],
      says: "spec.json:5:36: error: dataset.limits: unknown key; did you mean \"limit\"?",
      "Known keys: name, split, order_seed, limit, offset, classes, flip, plant, images"),
    .spec(
      "unknown key of the planted pattern",
      ["dataset": #"{"name": "synthetic", "plant": {"amplitud": 1}}"#],
      says:
        "spec.json:5:46: error: dataset.plant.amplitud: unknown key; did you mean \"amplitude\"?",
      "Known keys: amplitude, seed"),
    .spec(
      "unknown key of the schedule", ["schedule": #"{"name": "karras", "sigma": 3}"#],
      says: "spec.json:7:34: error: schedule.sigma: unknown key",
      "nown keys: name, steps, sigma_min, sigma_max, rho, sampler"),
    .spec(
      "unknown key of a denoiser", ["denoisers": #"[{"name": "optimal", "neighbours": 3}]"#],
      says: "spec.json:6:37: error: denoisers[0].neighbours: unknown key; did you mean "
        + "\"neighbors\"?",
      "Known keys: name, label, dataset, role, within_class, temperature, neighbors"),
    .spec(
      "another denoiser's key",
      ["denoisers": #"[{"name": "optimal"}, {"name": "nearest", "rank": 3}]"#],
      says: "spec.json:6:58: error: denoisers[1].rank: unknown key",
      "nown keys: name, label, dataset, role, within_class, rescale"),
    .spec(
      "unknown key of a denoiser's dataset",
      ["denoisers": #"[{"name": "optimal", "dataset": {"name": "synthetic", "image": 3}}]"#],
      says: "spec.json:6:70: error: denoisers[0].dataset.image: unknown key; did you mean "
        + "\"images\"?"),
    .spec(
      "unknown key of the reference", ["reference": #"{"name": "wiener", "energy_cutof": 0.1}"#],
      says: "spec.json:7:35: error: reference.energy_cutof: unknown key; did you mean "
        + "\"energy_cutoff\"?"),
    .spec(
      "unknown key of a metric",
      ["reference": #""wiener""#, "metrics": #"["r2", {"name": "mse", "clipp": [-1, 1]}]"#],
      says: "spec.json:8:37: error: metrics[1].clipp: unknown key; did you mean \"clip\"?",
      "Known keys: name, clip"),
    .spec(
      "unknown key of the significance",
      ["reference": #""wiener""#, "significance": #"{"correct": "holm"}"#],
      says: "spec.json:8:20: error: significance.correct: unknown key",
      "nown keys: candidate, against, test, alternative, correction, alpha, equivalence"),
    .spec(
      "unknown key of the inputs",
      ["task": #""denoise""#, "inputs": #"{"source": "forward", "splitt": "test"}"#],
      says: "spec.json:7:35: error: inputs.splitt: unknown key; did you mean \"split\"?",
      "Known keys: source, split, offset"),
    .spec(
      "key of other inputs",
      [
        "task": #""denoise""#, "reference": #""wiener""#,
        "inputs": #"{"source": "reverse", "offset": 3}"#,
      ],
      says: "spec.json:8:35: error: inputs.offset: unknown key; known keys: source"),
    .spec(
      "required keys of the spec", ["name": nil, "task": nil, "dataset": nil],
      says: "spec.json:1:1: error: the top level: the required key \"name\" (a name of up to 100",
      "the required key \"task\" (the name of a task)", "the required key \"dataset\" (a data set)"),
    .spec("version missing", ["version": nil], says: "the required key \"version\" (an integer"),
    .spec(
      "name of the dataset missing", ["dataset": #"{"images": 4}"#],
      says: "spec.json:5:14: error: dataset: the required key \"name\" is missing; it names one of "
        + "the datasets: mnist, fashion-mnist, cifar10"),
    .spec(
      "name of a denoiser missing", ["denoisers": #"[{"rank": 4}]"#],
      says: "spec.json:6:17: error: denoisers[0]: the required key \"name\" is missing; it names "
        + "one of the denoisers: optimal"),
    .spec(
      "required parameter missing", ["reference": #"{"name": "recorded"}"#],
      says: "spec.json:7:16: error: reference: the required key \"path\" (a path) is missing"),
    .spec(
      "source of inputs missing", ["task": #""denoise""#, "inputs": "{}"],
      says: "spec.json:7:13: error: inputs: the required key \"source\" is missing: forward, "
        + "reverse, candidate or npy"),
    .spec(
      "path of inputs missing", ["task": #""denoise""#, "inputs": #"{"source": "npy"}"#],
      says: "spec.json:7:13: error: inputs: the required key \"path\" (a path) is missing"),
    .spec(
      "denoisers missing", ["denoisers": nil],
      says: "error: denoisers: expected a list with at least one denoiser, e.g. [\"optimal\"]"),
    .spec(
      "denoisers empty", ["denoisers": "[]"],
      says: "spec.json:6:16: error: denoisers: expected a list with at least one denoiser"),
  ]

  // MARK: Wrong types and ranges

  static let values: [BrokenInput] = [
    .spec(
      "text for an integer", ["samples": #""eight""#],
      says: "spec.json:7:14: error: samples: expected an integer at least 1 or \"all\", found a "
        + "string \"eight\""),
    .spec(
      "fraction for an integer", ["seed": "1.5"],
      says: "spec.json:7:11: error: seed: expected an integer at least 0, found a number 1.5"),
    .spec(
      "negative seed", ["seed": "-1"],
      says: "spec.json:7:11: error: seed: expected an integer at least 0, found an integer -1"),
    .spec(
      "negative samples", ["samples": "-8"],
      says: "spec.json:7:14: error: samples: expected an integer at least 1", "found an integer -8"),
    .spec(
      "null", ["seed": "null"],
      says: "spec.json:7:11: error: seed: expected an integer at least 0, found null"),
    .spec(
      "negative number of images", ["dataset": #"{"name": "synthetic", "images": -4}"#],
      says: "spec.json:5:46: error: dataset.images: expected an integer in [1, 10000000], found an "
        + "integer -4"),
    .spec(
      "resolution out of range", ["dataset": #"{"name": "synthetic", "resolution": 4}"#],
      says: "dataset.resolution: expected an integer in [8, 128], found an integer 4"),
    .spec(
      "two channels", ["dataset": #"{"name": "synthetic", "channels": 2}"#],
      says: "spec.json:5:14: error: dataset: channels is 1 (grey) or 3 (colour)"),
    .spec(
      "text for a number", ["denoisers": #"[{"name": "optimal", "temperature": "hot"}]"#],
      says: "spec.json:6:52: error: denoisers[0].temperature: expected a number above 0, found a "
        + "string \"hot\""),
    .spec(
      "number at its excluded bound", ["denoisers": #"[{"name": "optimal", "temperature": 0}]"#],
      says: "denoisers[0].temperature: expected a number above 0, found an integer 0"),
    .spec(
      "number for a flag", ["save_arrays": "1"],
      says: "spec.json:7:18: error: save_arrays: expected true or false, found an integer 1"),
    .spec(
      "number for a choice", ["schedule": #"{"name": "karras", "sampler": 1}"#],
      says: "schedule.sampler: expected one of \"ddim\", \"euler\", \"heun\", found an integer 1"),
    .spec(
      "unknown choice", ["schedule": #"{"name": "karras", "sampler": "hein"}"#],
      says: "spec.json:7:45: error: schedule.sampler: unknown value \"hein\"; did you mean "
        + "\"heun\"? Known values: ddim, euler, heun"),
    .spec(
      "number for a list", ["dataset": #"{"name": "synthetic", "classes": 3}"#],
      says: "dataset.classes: expected a list, each an integer at least 0, found an "
        + "integer 3"),
    .spec(
      "text in a list of numbers", ["dataset": #"{"name": "synthetic", "classes": [0, "1"]}"#],
      says: "spec.json:5:51: error: dataset.classes[1]: expected an integer at least 0, found a "
        + "string \"1\""),
    .spec(
      "range the wrong way round",
      ["reference": #""wiener""#, "metrics": #"[{"name": "mse", "clip": [1, -1]}]"#],
      says: "metrics[0].clip: expected a range [low, high] with low < high, found a list [1, -1]"),
    .spec(
      "object for a per-step list", ["denoisers": #"[{"name": "wiener", "energy_cutoff": {}}]"#],
      says: "denoisers[0].energy_cutoff: expected a number in [0, 1), or a list with one for each "
        + "step, found an object {}"),
    .spec(
      "per-step list out of range",
      ["denoisers": #"[{"name": "wiener", "energy_cutoff": [0, 1]}]"#],
      says: "spec.json:6:57: error: denoisers[0].energy_cutoff[1]: expected a number in [0, 1), "
        + "found an integer 1"),
    .spec(
      "per-step list of another length",
      ["denoisers": #"[{"name": "wiener", "energy_cutoff": [0, 0.1, 0.2]}]"#],
      says: "spec.json:6:53: error: denoisers[0].energy_cutoff: a per-step list needs one value "
        + "for each of the 10 steps, noisiest first; this one has 3"),
    .spec(
      "number for a path", ["reference": #"{"name": "recorded", "path": 3}"#],
      says: "reference.path: expected a path, found an integer 3"),
    .spec(
      "wrong word for no limit", ["dataset": #"{"name": "synthetic", "limit": "none"}"#],
      says: "dataset.limit: expected an integer at least 1 or \"all\", found a string \"none\""),
    .spec(
      "number for an object", ["dataset": #"{"name": "synthetic", "plant": 0.5}"#],
      says: "dataset.plant: expected an object, found a number 0.5"),
    .spec(
      "a label that a spreadsheet computes",
      ["denoisers": #"[{"name": "optimal", "label": "=1+1"}]"#],
      says: "spec.json:6:46: error: denoisers[0]: the label \"=1+1\" starts with \"=\", which "
        + "spreadsheets take for a formula; start it with a letter or a digit"),
    .spec(
      "a label that stands for all models",
      ["denoisers": #"[{"name": "optimal", "label": "all"}]"#],
      says: "the label \"all\" stands for every model in --recompute"),
    .spec(
      "a label longer than file names",
      ["denoisers": #"[{"name": "optimal", "label": "\#(String(repeating: "long", count: 64))"}]"#],
      says: "error: denoisers[0]: the label \"longlong",
      "makes file names of 272 bytes, more than 255",
      "give a shorter \"label\""),
    .spec(
      "labels whose noisy images are another's estimates",
      [
        "denoisers":
          #"[{"name": "optimal", "label": "A"}, {"name": "nearest", "label": "A.xt"}]"#
      ],
      says: "error: denoisers[1]: the labels \"A.xt\" and \"A\" would both write arrays/A.xt.npy; "
        + "give one of them another \"label\""),
    .spec(
      "labels that differ in case only",
      [
        "denoisers":
          #"[{"name": "optimal", "label": "Ours"}, {"name": "nearest", "label": "ours"}]"#
      ],
      says: "error: denoisers[1]: the labels \"ours\" and \"Ours\" would both write arrays/ours.npy"
    ),
    .spec(
      "a label that is the reference's",
      [
        "reference": #"{"name": "wiener"}"#,
        "denoisers": #"[{"name": "optimal", "label": "reference.wiener"}]"#,
      ],
      says: "the labels \"reference.wiener\" and \"wiener\" would both write "
        + "arrays/reference.wiener.npy"),
    .spec(
      "number for a label", ["denoisers": #"[{"name": "optimal", "label": 3}]"#],
      says: "spec.json:6:46: error: denoisers[0].label: expected a string, found an integer 3"),
    .spec(
      "list for a plugin", ["dataset": #"["synthetic"]"#],
      says: "spec.json:5:14: error: dataset: expected an object with the key \"name\", found a list"
    ),
    .spec(
      "object for the list of denoisers", ["denoisers": #"{"name": "optimal"}"#],
      says: "spec.json:6:16: error: denoisers: expected a list with at least one denoiser"),
    .spec(
      "text for the list of metrics", ["reference": #""wiener""#, "metrics": #""r2""#],
      says: "spec.json:8:14: error: metrics: expected a list of metrics, found a string \"r2\""),
    .spec(
      "text for the inputs", ["task": #""denoise""#, "inputs": #""forward""#],
      says: "spec.json:7:13: error: inputs: expected an object or \"none\", found a string"),
    .spec(
      "levels without noise",
      ["task": #""denoise""#, "inputs": #"{"source": "npy", "path": "a", "levels": [[1, 0]]}"#],
      says: "inputs.levels[0]: expected [signal, noise], both above 0, found a list [1, 0]"),
    .spec(
      "zip of text", ["zip": #""seed""#],
      says:
        "spec.json:7:10: error: zip: expected a list, each a list, each a string, found a string"),
    .spec(
      "level of the tests", ["reference": #""wiener""#, "significance": #"{"alpha": 5}"#],
      says: "significance.alpha: expected a number in [0, 1], found an integer 5"),
    .spec(
      "margin of the equivalence",
      ["reference": #""wiener""#, "significance": #"{"equivalence": 0}"#],
      says: "significance.equivalence: expected a number above 0, found an integer 0"),
    .spec(
      "word as a margin", ["reference": #""wiener""#, "significance": #"{"equivalence": true}"#],
      says:
        "significance.equivalence: expected a number above 0 for the first metric, or an object "
        + "with one for each metric, found a boolean true"),
    .spec(
      "margin of an unknown metric",
      ["reference": #""wiener""#, "significance": #"{"equivalence": {"r": 0.1}}"#],
      says: "significance.equivalence: this spec has no metric \"r\"", "nown metrics: r2, mse"),
    .spec(
      "unknown role", ["denoisers": #"[{"name": "optimal", "role": "controll"}]"#],
      says: "spec.json:6:45: error: denoisers[0].role: unknown value \"controll\"; did you mean "
        + "\"control\"? Known values: study, control"),
    .spec(
      "no steps", ["schedule": #"{"name": "ddpm-linear", "steps": 0}"#],
      says: "schedule.steps: expected an integer in [1, 100000], found an integer 0"),
    .spec(
      "more steps than betas", ["schedule": #"{"name": "ddpm-linear", "steps": 2000}"#],
      says: "spec.json:7:15: error: schedule: steps (2000) may not exceed train_steps (1000)"),
    .spec(
      "sigmas the wrong way round", ["schedule": #"{"name": "karras", "sigma_min": 90}"#],
      says: "schedule: sigma_min (90.0) must lie below sigma_max (80.0)"),
    .spec(
      "another version", ["version": "2"],
      says: "spec.json:2:14: error: version: expected an integer that is 1, found an integer 2"),
    .spec(
      "name with a slash", ["name": #""mnist/table1""#],
      says: "spec.json:3:11: error: name: expected a name of up to 100 letters, digits, '-', '_' "
        + "and '.' that does not start with '.', found a string \"mnist/table1\""),
    .spec(
      "name of a hidden folder", ["name": #"".results""#], says: "error: name: expected a name"),
    .spec("empty name", ["name": #""""#], says: "error: name: expected a name"),
  ]
}
