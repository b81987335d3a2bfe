#!/usr/bin/env python3
"""Runs convolutions and the papers' CIFAR-10 network through Locus and through PyTorch in turn.

    swift build -c release --package-path Benchmarks
    python3 Benchmarks/compare_torch.py [--threads 1 2] [--rounds N] [--filter TEXT] [--cpu]

Needs PyTorch, NumPy and safetensors. Both compute in float32 on the CPU with the same number of
threads. A ratio is the median of the rounds' ratios PyTorch / Locus, above 1 where Locus is faster.
`--cpu` compares the time of all processors together in place of the clock: other programs on the
machine disturb it less. The network has random weights (ch 128, ch_mult 1 2 3 4, two blocks a level,
no attention but in the middle); Locus's answers to it are checked against PyTorch's.
"""

import json
import os
import pathlib
import tempfile

import measure

LAYERS = [(128, 128, 32), (256, 128, 32), (256, 256, 16), (384, 384, 8), (512, 512, 4)]
CONFIG = {
    "T": 1000, "ch": 128, "ch_mult": [1, 2, 3, 4], "attn": [], "num_res_blocks": 2,
    "dropout": 0.1, "in_channels": 3, "out_channels": 3,
}


def make_network(config):
    """The network in PyTorch, its tensors named as in the checkpoints."""
    import torch
    from torch import nn

    width, size = config["ch"], 4 * config["ch"]

    class Attention(nn.Module):
        def __init__(self, channels):
            super().__init__()
            self.group_norm = nn.GroupNorm(32, channels)
            self.proj_q, self.proj_k, self.proj_v, self.proj = (
                nn.Conv2d(channels, channels, 1) for _ in range(4)
            )

        def forward(self, x):
            n, c, h, w = x.shape
            y = self.group_norm(x)
            q, k, v = (p(y).reshape(n, c, h * w) for p in (self.proj_q, self.proj_k, self.proj_v))
            weights = torch.softmax(q.transpose(1, 2) @ k / c**0.5, dim=-1)
            return x + self.proj((v @ weights.transpose(1, 2)).reshape(n, c, h, w))

    class Block(nn.Module):
        def __init__(self, inputs, outputs, attention=False):
            super().__init__()
            self.block1 = nn.Sequential(
                nn.GroupNorm(32, inputs), nn.SiLU(), nn.Conv2d(inputs, outputs, 3, padding=1))
            self.temb_proj = nn.Sequential(nn.SiLU(), nn.Linear(size, outputs))
            self.block2 = nn.Sequential(
                nn.GroupNorm(32, outputs), nn.SiLU(), nn.Identity(),
                nn.Conv2d(outputs, outputs, 3, padding=1))
            self.shortcut = (
                nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1))
            self.attn = Attention(outputs) if attention else nn.Identity()

        def forward(self, x, time):
            h = self.block1(x) + self.temb_proj(time)[:, :, None, None]
            return self.attn(self.block2(h) + self.shortcut(x))

    class Halve(nn.Module):
        def __init__(self, channels):
            super().__init__()
            self.main = nn.Conv2d(channels, channels, 3, stride=2, padding=1)

        def forward(self, x, time):
            return self.main(x)

    class Double(nn.Module):
        def __init__(self, channels):
            super().__init__()
            self.main = nn.Conv2d(channels, channels, 3, padding=1)

        def forward(self, x, time):
            return self.main(nn.functional.interpolate(x, scale_factor=2, mode="nearest"))

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.time_embedding = nn.Module()
            self.time_embedding.timembedding = nn.Sequential(
                nn.Embedding(config["T"], width), nn.Linear(width, size), nn.SiLU(),
                nn.Linear(size, size))
            widths = [width * factor for factor in config["ch_mult"]]
            blocks, last = config["num_res_blocks"], len(widths) - 1
            self.head = nn.Conv2d(config["in_channels"], width, 3, padding=1)
            self.downblocks, self.upblocks = nn.ModuleList(), nn.ModuleList()
            now, kept = width, [width]
            for level, outputs in enumerate(widths):
                for _ in range(blocks):
                    self.downblocks.append(Block(now, outputs, level in config["attn"]))
                    now = outputs
                    kept.append(now)
                if level < last:
                    self.downblocks.append(Halve(now))
                    kept.append(now)
            self.middleblocks = nn.ModuleList([Block(now, now, True), Block(now, now)])
            for level, outputs in reversed(list(enumerate(widths))):
                for _ in range(blocks + 1):
                    self.upblocks.append(
                        Block(now + kept.pop(), outputs, level in config["attn"]))
                    now = outputs
                if level > 0:
                    self.upblocks.append(Double(now))
            self.tail = nn.Sequential(
                nn.GroupNorm(32, now), nn.SiLU(),
                nn.Conv2d(now, config["out_channels"], 3, padding=1))

        def forward(self, x, t):
            time = self.time_embedding.timembedding(t)
            h = self.head(x)
            kept = [h]
            for layer in self.downblocks:
                h = layer(h, time)
                kept.append(h)
            for layer in self.middleblocks:
                h = layer(h, time)
            for layer in self.upblocks:
                if isinstance(layer, Block):
                    h = torch.cat([h, kept.pop()], dim=1)
                h = layer(h, time)
            return self.tail(h)

    return Network().eval()


def write_network(folder):
    """Random weights, 16 images and the answers at t = 500."""
    import numpy
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(0)
    network = make_network(CONFIG)
    x = torch.randn(16, 3, 32, 32)
    with torch.no_grad():
        answers = network(x, torch.full((16,), 500))
    save_file(network.state_dict(), folder / "unet.safetensors")
    (folder / "config.json").write_text(json.dumps(CONFIG))
    numpy.save(folder / "x.npy", x.numpy())
    numpy.save(folder / "eps.npy", answers.numpy())


def body(name):
    """A layer or the network on random images, in this process's threads."""
    import torch

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    torch.set_grad_enabled(False)
    kind, *sizes = name.split("-")
    images = int(sizes[-1])
    if kind == "conv":
        inputs, outputs, pixels = int(sizes[0]), int(sizes[1]), int(sizes[2][:-2])
        layer = torch.nn.Conv2d(inputs, outputs, 3, padding=1).eval()
        x = torch.randn(images, inputs, pixels, pixels)
        return lambda: layer(x)
    from safetensors.torch import load_file

    network = make_network(CONFIG)
    network.load_state_dict(
        load_file(pathlib.Path(os.environ["LOCUS_BENCH_NETWORK"]) / "unet.safetensors"))
    x, t = torch.randn(images, 3, 32, 32), torch.full((images,), 500)
    return lambda: network(x, t)


if __name__ == "__main__":
    names = [f"conv-{i}-{o}-{s}px-{n}" for i, o, s in LAYERS for n in (1, 16)]
    names += [f"ddpm-unet-cifar-{n}" for n in (1, 16)]
    with tempfile.TemporaryDirectory() as folder:
        measure.main(
            __doc__, names, body, peers={"PyTorch": {}},
            environment={"LOCUS_BENCH_NETWORK": folder},
            prepare=lambda: write_network(pathlib.Path(folder)))
