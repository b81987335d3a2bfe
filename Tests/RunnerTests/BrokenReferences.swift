/// Specs whose parts do not go together, and text that is no spec.
extension BrokenInput {
  // MARK: Unknown names

  static let names: [BrokenInput] = [
    .spec(
      "unknown task", ["task": #""generated""#],
      says: "spec.json:4:11: error: task: there is no \"generated\" among the tasks; did you "
        + "mean \"generate\"?",
      "Known tasks: generate, denoise"),
    .spec(
      "unknown denoiser", ["denoisers": #"[{"name": "optimal"}, {"name": "wienr"}]"#],
      says: "spec.json:6:47: error: denoisers[1].name: there is no \"wienr\" among the denoisers; "
        + "did you mean \"wiener\"? Known denoisers: optimal, wiener, local-wiener"),
    .spec(
      "unknown reference", ["reference": #""DDPM""#],
      says:
        "spec.json:7:16: error: reference.name: there is no \"DDPM\" among the denoisers; known "
        + "denoisers: optimal"),
    .spec(
      "unknown metric", ["reference": #""wiener""#, "metrics": #"["r2", "mae"]"#],
      says:
        "spec.json:8:21: error: metrics[1].name: there is no \"mae\" among the metrics; did you "
        + "mean \"mse\"? Known metrics: r2, mse, l2"),
    .spec(
      "unknown schedule", ["schedule": #"{"name": "ddpm_linear"}"#],
      says:
        "spec.json:7:24: error: schedule.name: there is no \"ddpm_linear\" among the schedules; "
        + "did you mean \"ddpm-linear\"? Known schedules: ddpm-linear, cosine, karras"),
    .spec(
      "unknown dataset", ["dataset": #"{"name": "cifar-10"}"#],
      says: "spec.json:5:23: error: dataset.name: there is no \"cifar-10\" among the datasets; did "
        + "you mean \"cifar10\"? Known datasets: mnist"),
    .spec(
      "unknown family", ["dataset": #"{"name": "synthetic", "family": "leafs"}"#],
      says: "spec.json:5:46: error: dataset.family: unknown value \"leafs\"", "nown values: "),
    .spec(
      "unknown source of inputs", ["task": #""denoise""#, "inputs": #"{"source": "forwards"}"#],
      says: "inputs.source: unknown value \"forwards\"; did you mean \"forward\"? Known values: "
        + "forward, reverse, candidate, npy"),
    .spec(
      "unknown candidate",
      [
        "denoisers": #"[{"name": "optimal", "label": "ours"}, "nearest"]"#,
        "reference": #""wiener""#, "significance": #"{"candidate": "our"}"#,
      ],
      says: "spec.json:8:33: error: significance.candidate: there is no variant \"our\"; did you "
        + "mean \"ours\"? Known labels: ours, nearest"),
    .spec(
      "a control as candidate",
      [
        "denoisers": #"[{"name": "optimal", "role": "control"}, "nearest"]"#,
        "reference": #""wiener""#, "significance": #"{"candidate": "optimal"}"#,
      ],
      says: "spec.json:8:33: error: significance.candidate: \"optimal\" is a control, and controls "
        + "are not tested; name another variant, or take its \"role\" out"),
    .spec(
      "a control on the other side",
      [
        "denoisers": #"[{"name": "optimal", "role": "control"}, "nearest"]"#,
        "reference": #""wiener""#, "significance": #"{"against": ["optimal"]}"#,
      ],
      says: "significance.against: \"optimal\" is a control"),
    .spec(
      "role of the reference", ["reference": #"{"name": "wiener", "role": "control"}"#],
      says: "reference.role: unknown key"),
    .spec(
      "unknown other side",
      [
        "denoisers": #"["optimal", "nearest"]"#, "reference": #""wiener""#,
        "significance": #"{"against": ["optimal", "wiener"]}"#,
      ],
      says: "spec.json:8:31: error: significance.against: there is no variant \"wiener\"",
      "nown labels: optimal, nearest"),
    .spec(
      "swept candidate without its value",
      [
        "denoisers": #"["optimal", {"name": "wiener", "rank": {"sweep": [1, 2]}}]"#,
        "reference": #""wiener""#, "significance": #"{"candidate": "wiener"}"#,
      ],
      says: "there is no variant \"wiener\"",
      "nown labels: optimal, wiener[rank=1], wiener[rank=2]"),
    .spec(
      "variable that is not set",
      ["reference": #"{"name": "recorded", "path": "$LOCUS_REFERENCES/a"}"#],
      says: "spec.json:7:45: error: reference.path: $LOCUS_REFERENCES is not set; set it to the "
        + "folder that holds recorded or trained networks"),
    .spec(
      "unknown variable", ["reference": #"{"name": "recorded", "path": "$LOCUS_REFERENCE/a"}"#],
      says:
        "spec.json:7:45: error: reference.path: a path may not start with $LOCUS_REFERENCE; did "
        + "you mean \"LOCUS_REFERENCES\"? Known variables: LOCUS_DATA, LOCUS_REFERENCES"),
    .spec(
      "spec to extend is missing", ["extends": #""bsae.json""#],
      says: "spec.json:7:14: error: extends: there is no spec at ",
      "/bsae.json; the path starts in "
        + "the folder of this spec"),
    .spec(
      "spec that extends itself", ["extends": #""./spec.json""#],
      says: "spec.json:7:14: error: extends: the specs extend one another in a circle"),
    .spec(
      "override of an unknown key", [:], overrides: ["sampels=8"],
      says: "command line, sampels=8: error: sampels: unknown key; did you mean \"samples\"?"),
    .spec(
      "override of an unknown label", [:], overrides: ["denoisers.optmal.temperature=2"],
      says: "command line, denoisers.optmal.temperature=2: error: there is no \"optmal\" in "
        + "denoisers; did you mean \"optimal\"? Known elements: optimal"),
    .spec(
      "override with a wrong value", [:], overrides: ["denoisers.optimal.temperature=NaN"],
      says: "command line, denoisers.optimal.temperature=NaN: error: denoisers[0].temperature: "
        + "expected a number above 0, found a string \"NaN\""),
    .spec(
      "override without a value", [:], overrides: ["samples"],
      says: "command line, samples: error: an override is written key=value"),
  ]

  // MARK: Parts that do not go together

  static let relations: [BrokenInput] = [
    .spec(
      "two variants with one label", ["denoisers": #"["optimal", {"name": "optimal"}]"#],
      says: "spec.json:6:28: error: denoisers[1]: the label \"optimal\" is taken by denoisers[0]; "
        + "give one of them another \"label\""),
    .spec(
      "sweep with a repeated value",
      ["denoisers": #"[{"name": "wiener", "rank": {"sweep": [3, 3]}}]"#],
      says: "denoisers[0]: the sweep makes \"wiener[rank=3]\" twice; remove the repeated value"),
    .spec(
      "too many combinations",
      [
        "seed": #"{"sweep": [\#((0..<1001).map(String.init).joined(separator: ","))]}"#,
        "samples": #"{"sweep": [\#((1..<1002).map(String.init).joined(separator: ","))]}"#,
      ],
      says: "error: the sweeps multiply to more than 1000000 units (seed: 1001, samples: 1001); "
        + "sweep fewer values, or let them move together with \"zip\""),
    .spec(
      "more samples than can be planned", ["samples": "1000000000000"],
      says: "\"samples\" is 1000000000000, which makes more than 1000000 units; lower it"),
    .spec(
      "empty sweep", ["seed": #"{"sweep": []}"#],
      says: "spec.json:7:11: error: seed: a sweep needs a list with at least one value"),
    .spec(
      "swept name", ["name": #"{"sweep": ["a", "b"]}"#],
      says: "spec.json:3:11: error: name: expected a name of up to 100"),
    .spec(
      "unequal sweeps that move together",
      [
        "seed": #"{"sweep": [1, 2]}"#, "samples": #"{"sweep": [3]}"#,
        "zip": #"[["seed", "samples"]]"#,
      ],
      says: "spec.json:9:11: error: zip[0]: sweeps that move together need equally many values, "
        + "found seed: 2, samples: 1"),
    .spec(
      "zip of what is not swept", ["seed": #"{"sweep": [1, 2]}"#, "zip": #"[["seeds"]]"#],
      says: "spec.json:8:12: error: zip[0][0]: nothing is swept at \"seeds\"; did you mean "
        + "\"seed\"? Known sweeps: seed"),
    .spec(
      "metrics without a reference", ["metrics": #"["r2"]"#],
      says: "spec.json:7:14: error: metrics: metrics compare with a reference, and this spec has "
        + "none; add a \"reference\" or leave \"metrics\" out"),
    .spec(
      "t-tests without a reference", ["significance": "{}"],
      says: "spec.json:7:19: error: significance: tests compare metrics, and this spec has no "
        + "reference"),
    .spec(
      "candidate against itself",
      [
        "denoisers": #"["optimal", "nearest"]"#, "reference": #""wiener""#,
        "significance": #"{"against": ["nearest"]}"#,
      ],
      says: "significance.against: names no variant but the candidate \"nearest\""),
    .spec(
      "one metric twice", ["reference": #""wiener""#, "metrics": #"["r2", "r2"]"#],
      says: "spec.json:8:21: error: metrics[1]: the metric \"r2\" stands twice; remove one of them"),
    .spec(
      "no inputs", ["task": #""denoise""#],
      says: "error: inputs: the task \"denoise\" needs inputs, e.g. {\"source\": \"forward\"}"),
    .spec(
      "inputs of another task", ["inputs": #"{"source": "forward"}"#],
      says:
        "spec.json:7:13: error: inputs: the task \"generate\" does not use this key; leave it out, or "
        + "change the task: \"denoise\", \"sensitivity\" and \"posterior\" use it"),
    .spec(
      "noise of another task",
      ["task": #""denoise""#, "inputs": #"{"source": "forward"}"#, "noise": #""a.npy""#],
      says:
        "spec.json:8:12: error: noise: the task \"denoise\" does not use this key; leave it out, or "
        + "change the task: \"generate\" uses it"),
    .spec(
      "reference's inputs without one",
      ["task": #""denoise""#, "inputs": #"{"source": "reverse"}"#],
      says:
        "spec.json:7:13: error: inputs: inputs from \"reverse\" need a \"reference\" in the spec"),
    .spec(
      "denoisers of the spectrum", ["task": #""spectrum""#],
      says: "spec.json:6:16: error: denoisers: the task \"spectrum\" does not use this key"),
    .spec(
      "denoisers of the images", ["task": #""images""#],
      says: "spec.json:6:16: error: denoisers: the task \"images\" does not use this key"),
    .spec(
      "images of another shape",
      ["denoisers": #"[{"name": "optimal", "dataset": {"name": "synthetic", "images": 4}}]"#],
      says: "optimal is fitted to images of 1×16×16, the run's data are 1×8×8; give both data sets "
        + "one resolution and as many channels"),
    .spec(
      "window larger than the images", ["denoisers": #"[{"name": "kamb-els", "scales": 9}]"#],
      says: "kamb-els: \"scales\": a window of 9 × 9 pixels does not fit into images "
        + "of 8 × 8; use 8 or less"),
    .spec(
      "network that is not there", ["denoisers": #"[{"name": "unet", "weights": "nets/a"}]"#],
      says: "unet: ", "nets/a: there is no such file or folder; check the path"),
    .spec(
      "classes that no image has",
      ["dataset": #"{"name": "synthetic", "images": 4, "classes": [77]}"#],
      says: "synthetic has no image of the classes [77]; its \"classes\" are "),
    .spec(
      "offset past the end", ["dataset": #"{"name": "synthetic", "images": 4, "offset": 4}"#],
      says: "synthetic has 4 images to choose from, and \"offset\" passes over 4; lower it"),
    .spec(
      "more inputs than held-out images",
      ["task": #""denoise""#, "inputs": #"{"source": "forward", "offset": 1}"#, "samples": "4"],
      says: "the split \"test\" of synthetic has 4 images to choose from, but the run takes 4 from "
        + "number 1 on; lower \"samples\" or the \"offset\" of its \"inputs\""),
    .spec(
      "offset beyond all numbers",
      ["task": #""denoise""#, "inputs": #"{"source": "forward", "offset": 9223372036854775807}"#],
      says: "the split \"test\" of synthetic has 4 images to choose from"),
    .spec(
      "everything at once",
      ["seed": "-1", "sampels": "3", "metrics": #"["r2"]"#, "denoisers": #"["optmal"]"#],
      says: "spec.json:8:3: error: sampels: unknown key",
      "\n", "spec.json:7:11: error: seed: expected an integer",
      "spec.json:6:17: error: denoisers[0].name: there is no \"optmal\"",
      "spec.json:9:14: error: metrics: metrics compare with a reference"),
  ]

  // MARK: Text that is no spec

  static let texts: [BrokenInput] = [
    .text("empty file", "", says: "spec.json:1:1: error: the file ends where a value was expected"),
    .text("list", "[]", says: "spec.json:1:1: error: a spec is a JSON object, found a list"),
    .text(
      "not a number", "{\n  \"seed\": NaN\n}",
      says: "spec.json:2:11: error: NaN is not a JSON number; write a finite number"),
    .text(
      "number too large", "{\"seed\": 1e999}",
      says: "spec.json:1:10: error: the number 1e999 is too large for a Double"),
    .text(
      "trailing comma", "{\n  \"seed\": 1,\n}",
      says: "spec.json:3:1: error: remove the comma before '}'"),
    .text(
      "missing comma", "{\n  \"seed\": 1\n  \"samples\": 2\n}",
      says: "spec.json:3:3: error: expected ',' or '}' in an object, found '\"'"),
    .text(
      "comment", "{ // seeds\n}",
      says: "spec.json:1:3: error: expected a key in double quotes, found '/'"),
    .text(
      "duplicate key", "{\n  \"seed\": 1,\n  \"seed\": 2\n}",
      says: "spec.json:3:3: error: duplicate key \"seed\" (first on line 2); keep one of the two"),
    .text(
      "deep nesting", String(repeating: "[", count: 200_000),
      says: "spec.json:1:130: error: lists and objects are nested more than 128 deep"),
    .text("open string", "{\"seed", says: "spec.json:1:7: error: the file ends inside a string"),
    BrokenInput(
      title: "invalid UTF-8", source: .text([0x7B, 0x22, 0xE9, 0x22]),
      fragments: ["spec.json:1:1: error: the file is not valid UTF-8; save it as UTF-8 text"]),
  ]

  // MARK: Command lines

  static let commands: [BrokenInput] = [
    .command(
      "frobnicate", says: "there is no command \"frobnicate\"; known commands: run, plan, validate"),
    .command("rnu", "spec.json", says: "there is no command \"rnu\"; did you mean \"run\"?"),
    .command("run", says: "run needs a spec, e.g. locus run experiments/quickstart.json"),
    .command(
      "run", "spec.json", "--forse",
      says: "unknown option --forse; did you mean \"--force\"? Known options: --output"),
    .command("run", "spec.json", "--output", says: "--output needs a value"),
    .command("run", "spec.json", "--output=", says: "--output needs a value"),
    .command("run", "spec.json", "--output", "--json", says: "--output needs a value"),
    .command("run", "spec.json", "--json=yes", says: "--json takes no value, found \"yes\""),
    .command(
      "run", "spec.json", "--threads", "0",
      says: "--threads needs a whole number above 0, found \"0\""),
    .command(
      "validate", "no/such.json", says: "no/such.json: error: there is no such spec file"),
    .command(
      "list", "denoiserz",
      says: "there is no kind of plugin \"denoiserz\"; did you mean \"denoisers\"? Known kinds:"),
    .command(
      "describe", says: "describe needs a plugin's name or a key, e.g. locus describe wiener"),
    .command(
      "describe", "wienr", says: "there is no plugin or key \"wienr\"; did you mean \"wiener\"?"),
    .command(
      "fetch", "mnits", says: "there is no data set \"mnits\" to fetch; did you mean \"mnist\"?"),
    .command(
      "export", "no/results", says: "no/results/plan.json is missing: this is no results folder"),
  ]
}
