#!/usr/bin/env python3
"""Trains a small `conv-unet` for the denoiser `unet`, on a CPU if need be.

    locus run experiments/synthetic16-images.json
    python3 Tools/train_reference.py results/synthetic16-images/images.npy --out my-network
    locus run my.json 'reference={"name": "unet", "weights": "my-network"}'

The data are an npy file of uint8 [n, c, h, w] (what the task `images` writes), [n, h, w, c] or
[n, h, w], or of float32 in [-1, 1]. The folder gets unet.safetensors (averaged weights) and
config.json (what the network is, how it was trained, and how well). With --samples it also gets
noise.npy, xt.npy, x0.npy and timesteps.npy, a DDIM trajectory for the denoiser `recorded`.

Needs PyTorch, NumPy and safetensors.  Source of the training: Ho et al. 2020, Sec. 3.4.
"""

import argparse
import hashlib
import json
import math
import shlex
import sys
import time
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional

TIMES = 1000  # t of the noise schedule
BETAS = 1e-4, 0.02
AVERAGE = 0.999  # of the weights' moving average
WARM_UP = 200  # steps until the full learning rate


# --- The network ----------------------------------------------------------------------------------


class Block(nn.Module):
    """Two 3×3 convolutions; the first sees the time."""

    def __init__(self, inputs: int, outputs: int, emb: int):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.time = nn.Linear(emb, outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)

    def forward(self, x: torch.Tensor, time_features: torch.Tensor) -> torch.Tensor:
        shift = self.time(time_features)[:, :, None, None]
        return functional.silu(self.conv2(functional.silu(self.conv1(x) + shift)))


class ConvUNet(nn.Module):
    """Predicts the noise in x_t. One block a level down, one in the middle, one a level up."""

    def __init__(self, channels: int, widths: list[int], emb: int):
        super().__init__()
        self.emb = emb
        self.embed = nn.Sequential(nn.Linear(emb, emb), nn.SiLU(), nn.Linear(emb, emb), nn.SiLU())
        self.inp = nn.Conv2d(channels, widths[0], 3, padding=1)
        befores = [widths[0], *widths[:-1]]
        self.down = nn.ModuleList(Block(a, b, emb) for a, b in zip(befores, widths))
        self.mid = Block(widths[-1], widths[-1], emb)
        belows = [widths[-1], *reversed(widths[1:])]
        self.up = nn.ModuleList(
            Block(below + width, width, emb) for below, width in zip(belows, reversed(widths)))
        self.out = nn.Conv2d(widths[0], channels, 3, padding=1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        half = self.emb // 2
        frequencies = torch.exp(torch.arange(half) * (-math.log(10000) / half))
        angles = t[:, None].float() * frequencies
        time_features = self.embed(torch.cat([angles.sin(), angles.cos()], dim=1))
        h = self.inp(x)
        remembered = []
        for level, block in enumerate(self.down):
            if level > 0:
                h = functional.avg_pool2d(h, 2)
            h = block(h, time_features)
            remembered.append(h)
        h = self.mid(h, time_features)
        for block in self.up:
            skip = remembered.pop()
            if skip.shape[-1] > h.shape[-1]:
                h = functional.interpolate(h, scale_factor=2, mode="nearest")
            h = block(torch.cat([h, skip], dim=1), time_features)
        return self.out(h)


# --- Data -----------------------------------------------------------------------------------------


def load(path: Path) -> torch.Tensor:
    """The images as float32 [n, c, h, w] in [-1, 1]."""
    array = np.load(path)
    if array.ndim == 3:
        array = array[:, None]
    if array.ndim != 4:
        sys.exit(f"{path}: shape {array.shape} is no [n, c, h, w], [n, h, w, c] or [n, h, w]")
    if array.shape[1] not in (1, 3) and array.shape[3] in (1, 3):
        array = array.transpose(0, 3, 1, 2)
    if array.dtype == np.uint8:
        array = array.astype(np.float32) / 127.5 - 1
    elif abs(array).max() > 1.001:
        sys.exit(f"{path}: values of {array.dtype} up to {abs(array).max()}; give uint8 or [-1, 1]")
    return torch.from_numpy(np.ascontiguousarray(array, np.float32))


# --- Training -------------------------------------------------------------------------------------


def signal_shares() -> torch.Tensor:
    """ᾱ_t of the linear schedule, t = 0 ... 999."""
    betas = torch.linspace(*BETAS, TIMES, dtype=torch.float64)
    return torch.cumprod(1 - betas, dim=0).float()


def loss_of(
    net: nn.Module, images: torch.Tensor, draw: torch.Generator, bfloat16: bool
) -> torch.Tensor:
    t = torch.randint(TIMES, (len(images),), generator=draw)
    noise = torch.randn(images.shape, generator=draw)
    share = signal_shares()[t][:, None, None, None]
    noisy = share.sqrt() * images + (1 - share).sqrt() * noise
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bfloat16):
        predicted = net(noisy.contiguous(memory_format=torch.channels_last), t)
    return functional.mse_loss(predicted.float(), noise)


def rate_at(done: float, step: int) -> float:
    """Share of the learning rate: warm-up, then half a cosine to zero."""
    return min(1, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * done))


def train(net: ConvUNet, averaged: ConvUNet, images: torch.Tensor, options) -> tuple[int, float]:
    """Trains for --steps or --minutes; returns the steps and the mean loss of the last tenth."""
    draw = torch.Generator().manual_seed(options.seed)
    optimiser = torch.optim.AdamW(net.parameters(), lr=options.rate, weight_decay=0)
    start = time.monotonic()
    losses: list[float] = []
    while True:
        step = len(losses)
        passed = time.monotonic() - start
        done = passed / (60 * options.minutes) if options.minutes else step / options.steps
        if done >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = options.rate * rate_at(done, step)
        chosen = torch.randint(len(images), (options.batch,), generator=draw)
        loss = loss_of(net, images[chosen], draw, options.bfloat16)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        keep = min(AVERAGE, (1 + step) / (10 + step))
        with torch.no_grad():
            for average, weight in zip(averaged.parameters(), net.parameters()):
                average.lerp_(weight, 1 - keep)
        losses.append(loss.item())
        if len(losses) % 200 == 0:
            recent = sum(losses[-200:]) / 200
            print(f"{len(losses)} steps, {passed:.0f} s, loss {recent:.4f}", flush=True)
    last = losses[-max(1, len(losses) // 10):]
    return len(losses), sum(last) / len(last)


# --- Results --------------------------------------------------------------------------------------


def record(net: ConvUNet, shape: tuple[int, ...], options) -> None:
    """A DDIM trajectory of ten steps with x_0 clipped on the way, recorded unclipped."""
    draw = torch.Generator().manual_seed(options.noise_seed)
    noise = torch.randn((options.samples, *shape), generator=draw)
    shares = signal_shares()
    times = list(range(900, -1, -100))
    noisy, estimates, x = [], [], noise
    with torch.no_grad():
        for t in times:
            share = shares[t]
            before = shares[t - 100] if t >= 100 else torch.tensor(1.0)
            predicted = net(x, torch.full((len(x),), t))
            estimate = (x - (1 - share).sqrt() * predicted) / share.sqrt()
            noisy.append(x.numpy())
            estimates.append(estimate.numpy())
            x = before.sqrt() * estimate.clamp(-1, 1) + (1 - before).sqrt() * predicted
    np.save(options.out / "noise.npy", noise.numpy())
    np.save(options.out / "xt.npy", np.stack(noisy))
    np.save(options.out / "x0.npy", np.stack(estimates))
    np.save(options.out / "timesteps.npy", np.array(times, np.int64))


def save(net: ConvUNet, shape: tuple[int, ...], trained: dict, options) -> None:
    kind = torch.float16 if options.float16 else torch.float32
    weights = {name: value.to(kind).contiguous() for name, value in net.state_dict().items()}
    save_file(weights, options.out / "unet.safetensors")
    config = {
        "architecture": "conv-unet",
        "channels": shape[0], "widths": options.widths, "emb": options.emb,
        "image": list(shape), "prediction": "epsilon",
        "train_timesteps": TIMES, "beta_schedule": "linear",
        "beta_start": BETAS[0], "beta_end": BETAS[1],
        **trained,
    }
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in config.items())
    (options.out / "config.json").write_text("{\n" + lines + "\n}\n")
    net.load_state_dict({name: value.float() for name, value in weights.items()})


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="images as npy")
    parser.add_argument("--out", type=Path, required=True, help="folder for the network")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--steps", type=int, default=4000, help="steps of training (4000)")
    length.add_argument("--minutes", type=float, help="train for a time instead")
    parser.add_argument("--seed", type=int, default=0, help="of weights, images and noise (0)")
    parser.add_argument("--widths", type=int, nargs="+", default=[64, 128, 128])
    parser.add_argument("--emb", type=int, default=128, help="size of the time features (128)")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=1e-3, help="learning rate (0.001)")
    parser.add_argument("--threads", type=int, help="threads (default: all)")
    parser.add_argument("--bfloat16", action="store_true", help="train in bfloat16 (AVX-512, AMX)")
    parser.add_argument("--float16", action="store_true", help="store the weights as float16")
    parser.add_argument("--samples", type=int, default=0, help="trajectories to record (0)")
    parser.add_argument("--noise-seed", type=int, default=42, help="of the trajectories (42)")
    options = parser.parse_args()
    if options.emb % 2 or options.emb < 2:
        parser.error("--emb must be even")
    return options


def main() -> None:
    options = read_options()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    images = load(options.data)
    shape = tuple(images.shape[1:])
    halvings = len(options.widths) - 1
    if shape[1] % 2**halvings or shape[2] % 2**halvings:
        sys.exit(f"{options.data}: {shape[1]}×{shape[2]} cannot be halved {halvings} times")
    net = ConvUNet(shape[0], options.widths, options.emb).to(memory_format=torch.channels_last)
    averaged = ConvUNet(shape[0], options.widths, options.emb)
    averaged.load_state_dict(net.state_dict())
    parameters = sum(weight.numel() for weight in net.parameters())
    print(f"{len(images)} images of {shape}, {parameters} parameters", flush=True)
    steps, loss = train(net, averaged, images, options)
    trained = {
        "steps": steps, "batch": options.batch, "loss": round(loss, 5), "seed": options.seed,
        "images": len(images), "data_sha256": hashlib.sha256(options.data.read_bytes()).hexdigest(),
        "command": shlex.join(["python3", *sys.argv]),
    }
    save(averaged, shape, trained, options)
    if options.samples:
        record(averaged, shape, options)
    print(f"{options.out}: {steps} steps, loss {loss:.4f}")


if __name__ == "__main__":
    main()
