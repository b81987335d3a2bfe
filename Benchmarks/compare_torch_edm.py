#!/usr/bin/env python3
"""Runs EDM's networks through Locus and through PyTorch in turn.

    swift build -c release --package-path Benchmarks
    python3 Benchmarks/compare_torch_edm.py [--threads 1 2] [--rounds N] [--filter TEXT] [--cpu]

Needs PyTorch, NumPy and safetensors. `song` is DDPM++ for 32×32 images (128 channels, 2 2 2, four
blocks a level), `adm` the network for 64×64 images (192 channels, 1 2 3 4, three blocks a level), both
with random weights. Both programs compute in float32 on the CPU with the same number of threads; a
ratio is the median of the rounds' ratios PyTorch / Locus, above 1 where Locus is faster. Locus's x_0 at
σ = 1 is checked against PyTorch's.
"""

import json
import os
import pathlib
import tempfile

import measure

ARGUMENTS = {
    "song": {
        "img_resolution": 32, "img_channels": 3, "model_type": "SongUNet", "model_channels": 128,
        "channel_mult": [2, 2, 2], "num_blocks": 4, "attn_resolutions": [16]},
    "adm": {
        "img_resolution": 64, "img_channels": 3, "model_type": "DhariwalUNet",
        "model_channels": 192, "channel_mult": [1, 2, 3, 4], "num_blocks": 3,
        "attn_resolutions": [32, 16, 8]},
}


def make_network(arguments):
    """The denoiser D(x; 1) in PyTorch, its tensors named as in the snapshots."""
    import torch
    from torch import nn
    from torch.nn import functional

    is_song = arguments["model_type"] == "SongUNet"
    base, factors = arguments["model_channels"], arguments["channel_mult"]
    widths = [base * factor for factor in factors]
    blocks, attentive = arguments["num_blocks"], arguments["attn_resolutions"]
    size, scale = 4 * base, 0.5**0.5 if is_song else 1.0

    def norm(channels):
        return nn.GroupNorm(min(32, channels // 4), channels, eps=1e-6 if is_song else 1e-5)

    def resample(x, change):
        if change == "down":
            return functional.avg_pool2d(x, 2)
        return functional.interpolate(x, scale_factor=2) if change == "up" else x

    class Block(nn.Module):
        def __init__(self, inputs, outputs, attends=False, change=None):
            super().__init__()
            self.change = change
            self.heads = 0 if not attends else 1 if is_song else outputs // 64
            self.norm0, self.norm1 = norm(inputs), norm(outputs)
            self.conv0 = nn.Conv2d(inputs, outputs, 3, padding=1)
            self.affine = nn.Linear(size, outputs if is_song else 2 * outputs)
            self.conv1 = nn.Conv2d(outputs, outputs, 3, padding=1)
            if inputs != outputs or (is_song and change):
                self.skip = nn.Conv2d(inputs, outputs, 1)
            if self.heads:
                self.norm2 = norm(outputs)
                self.qkv = nn.Conv2d(outputs, 3 * outputs, 1)
                self.proj = nn.Conv2d(outputs, outputs, 1)

        def forward(self, x, embedding):
            h = self.conv0(resample(functional.silu(self.norm0(x)), self.change))
            terms = self.affine(embedding)[:, :, None, None]
            if is_song:
                h = functional.silu(self.norm1(h + terms))
            else:
                factor, shift = terms.chunk(2, dim=1)
                h = functional.silu(self.norm1(h) * (factor + 1) + shift)
            other = resample(x, self.change)
            if hasattr(self, "skip"):
                other = self.skip(other)
            h = (self.conv1(h) + other) * scale
            return (h + self.attention(h)) * scale if self.heads else h

        def attention(self, x):
            n, c, height, width = x.shape
            parts = self.qkv(self.norm2(x)).reshape(
                n, self.heads, c // self.heads, 3, height * width)
            q, k, v = (part.transpose(2, 3) for part in parts.unbind(3))
            result = functional.scaled_dot_product_attention(q, k, v)
            return self.proj(result.transpose(2, 3).reshape(n, c, height, width))

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.map_layer0, self.map_layer1 = nn.Linear(base, size), nn.Linear(size, size)
            self.enc, self.dec = nn.ModuleDict(), nn.ModuleDict()
            now = base if is_song else widths[0]
            kept = [now]
            for level, width in enumerate(widths):
                side = arguments["img_resolution"] >> level
                name = f"{side}x{side}"
                if level == 0:
                    self.enc[f"{name}_conv"] = nn.Conv2d(3, now, 3, padding=1)
                else:
                    self.enc[f"{name}_down"] = Block(now, now, change="down")
                    kept.append(now)
                for index in range(blocks):
                    self.enc[f"{name}_block{index}"] = Block(now, width, side in attentive)
                    now = width
                    kept.append(now)
            for level in reversed(range(len(widths))):
                side = arguments["img_resolution"] >> level
                name = f"{side}x{side}"
                if level == len(widths) - 1:
                    self.dec[f"{name}_in0"] = Block(now, now, True)
                    self.dec[f"{name}_in1"] = Block(now, now)
                else:
                    self.dec[f"{name}_up"] = Block(now, now, change="up")
                for index in range(blocks + 1):
                    attends = side in attentive and (not is_song or index == blocks)
                    self.dec[f"{name}_block{index}"] = Block(
                        now + kept.pop(), widths[level], attends)
                    now = widths[level]
            if is_song:
                self.dec[f"{name}_aux_norm"] = norm(now)
                self.dec[f"{name}_aux_conv"] = nn.Conv2d(now, 3, 3, padding=1)
            else:
                self.out_norm, self.out_conv = norm(now), nn.Conv2d(now, 3, 3, padding=1)

        def forward(self, x):
            # c_noise is ln(1) / 4 = 0: all sines are 0 and all cosines 1.
            waves = [torch.zeros(1, base // 2), torch.ones(1, base // 2)]
            embedding = torch.cat(waves if is_song else waves[::-1], dim=1)
            embedding = self.map_layer1(functional.silu(self.map_layer0(embedding)))
            embedding = functional.silu(embedding)
            h, kept = x, []
            for name, layer in self.enc.items():
                h = layer(h) if name.endswith("conv") else layer(h, embedding)
                kept.append(h)
            for name, layer in self.dec.items():
                if name.endswith(("aux_norm", "aux_conv")):
                    continue
                if "block" in name:
                    h = torch.cat([h, kept.pop()], dim=1)
                h = layer(h, embedding)
            ends = [layer for name, layer in self.dec.items() if "aux" in name]
            last_norm, last = ends or (self.out_norm, self.out_conv)
            return last(functional.silu(last_norm(h)))

    class Denoiser(nn.Module):
        def __init__(self):
            super().__init__()
            self.model = Network()

        def forward(self, x):
            return x / 5 + self.model(x / 1.25**0.5) * 0.5 / 1.25**0.5

    return Denoiser().eval()


def write_network(folder, name):
    """Random weights in half precision, 16 images and their x_0."""
    import numpy
    import torch
    from safetensors.torch import save_file

    folder.mkdir()
    torch.manual_seed(0)
    network = make_network(ARGUMENTS[name])
    state = {key: value.half() for key, value in network.state_dict().items()}
    network.load_state_dict({key: value.float() for key, value in state.items()})
    x = torch.randn(16, 3, *2 * [ARGUMENTS[name]["img_resolution"]])
    with torch.no_grad():
        answers = torch.cat([network(image[None]) for image in x])
    save_file(state, folder / "network.safetensors")
    config = {"architecture": "edm", "class": "EDMPrecond", "init_kwargs": ARGUMENTS[name]}
    (folder / "config.json").write_text(json.dumps(config))
    numpy.save(folder / "x.npy", x.numpy())
    numpy.save(folder / "x0.npy", answers.numpy())


def body(name):
    """The network on random images, in this process's threads."""
    import torch
    from safetensors.torch import load_file

    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    torch.set_grad_enabled(False)
    _, kind, images = name.split("-")
    network = make_network(ARGUMENTS[kind])
    state = load_file(pathlib.Path(os.environ["LOCUS_BENCH_EDM"]) / kind / "network.safetensors")
    network.load_state_dict({key: value.float() for key, value in state.items()})
    x = torch.randn(int(images), 3, *2 * [ARGUMENTS[kind]["img_resolution"]])
    return lambda: network(x)


if __name__ == "__main__":
    names = [f"edm-{kind}-{images}" for kind in ARGUMENTS for images in (1, 16)]
    wanted = [name for name in names if measure.parse(__doc__).filter in name]
    kinds = [kind for kind in ARGUMENTS if any(kind in name for name in wanted)]
    with tempfile.TemporaryDirectory() as folder:
        measure.main(
            __doc__, names, body, peers={"PyTorch": {}}, environment={"LOCUS_BENCH_EDM": folder},
            prepare=lambda: [write_network(pathlib.Path(folder) / kind, kind) for kind in kinds])
