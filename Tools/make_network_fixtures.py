#!/usr/bin/env python3
"""Writes Tests/NetworksTests/Fixtures/networks: a small ddpm-unet with random weights, stored in
float16, and PyTorch's answers to a few images. Needs PyTorch, NumPy and safetensors.

    python3 Tools/make_network_fixtures.py
"""

import json
import pathlib
import sys

import numpy
import torch
from safetensors.torch import save_file

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Benchmarks"))
sys.dont_write_bytecode = True
from compare_torch import make_network  # noqa: E402

CONFIG = {
    "architecture": "ddpm-unet", "T": 20, "ch": 32, "ch_mult": [1, 1], "attn": [0],
    "num_res_blocks": 1, "in_channels": 1, "out_channels": 1,
}


def main():
    folder = ROOT / "Tests/NetworksTests/Fixtures/networks/ddpm"
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    network = make_network(CONFIG).half().float()
    x, t = torch.randn(3, 1, 6, 8), torch.tensor([0, 7, 19])
    with torch.no_grad():
        answers = network(x, t)
    weights = {name: tensor.half() for name, tensor in network.state_dict().items()}
    save_file(weights, folder / "unet.safetensors")
    (folder / "unet.safetensors").chmod(0o644)
    (folder / "config.json").write_text(json.dumps(CONFIG, indent=1) + "\n")
    numpy.save(folder / "x.npy", x.numpy())
    numpy.save(folder / "t.npy", t.numpy())
    numpy.save(folder / "eps.npy", answers.numpy())


if __name__ == "__main__":
    main()
