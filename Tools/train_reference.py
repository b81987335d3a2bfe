#!/usr/bin/env python3
"""Trains a network for the denoiser `unet`: on a CPU if need be, on a GPU where there is one.

    locus run experiments/synthetic16-images.json
    python3 Tools/train_reference.py results/synthetic16-images/images.npy --out my-network
    locus run my.json 'reference={"name": "unet", "weights": "my-network"}'

The data are an npy file of uint8 [n, c, h, w] (what the task `images` writes), [n, h, w, c] or
[n, h, w], or of float32 in [-1, 1]. The folder gets unet.safetensors (averaged weights), config.json
(what the network is) and training.json (how it was trained, and how well). With --checkpoints the
folders step-N in it hold the network along the way. With --samples it also gets noise.npy, xt.npy,
x0.npy and timesteps.npy, a DDIM trajectory for the denoiser `recorded`.

    --architecture conv-unet    small, quick on a CPU (--widths, --emb)
    --architecture ddpm-unet    the U-Net of DDPM's papers (--ch, --ch-mult, --blocks, --attention)
    --architecture dit          a transformer (--patch, --width, --depth, --heads); with a patch as
                                large as the image it is an MLP, a network without locality

Needs PyTorch, NumPy and safetensors.  Source of the training: Ho et al. 2020, Sec. 3.4.
"""

import argparse
import copy
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

from reference_networks import TIMES, build

BETAS = 1e-4, 0.02
AVERAGE = 0.999  # of the weights' moving average
WARM_UP = 200  # steps until the full learning rate


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


class Draws:
    """Images, times and noise of each step; on a CPU the seed alone decides them."""

    def __init__(self, images: torch.Tensor, options):
        self.images, self.options = images, options
        self.device = images.device.type
        # A captured graph can only draw from the device's own generator.
        self.generator = None
        if self.device == "cpu":
            self.generator = torch.Generator().manual_seed(options.seed)
        self.shares = signal_shares().to(images.device)

    def loss(self, net: nn.Module) -> torch.Tensor:
        count = self.options.batch
        place = {"generator": self.generator, "device": self.images.device}
        images = self.images[torch.randint(len(self.images), (count,), **place)]
        t = torch.randint(TIMES, (count,), **place)
        noise = torch.randn(images.shape, **place)
        share = self.shares[t][:, None, None, None]
        noisy = share.sqrt() * images + (1 - share).sqrt() * noise
        half = self.options.bfloat16
        with torch.autocast(self.device, torch.bfloat16, enabled=half, cache_enabled=False):
            predicted = net(noisy.contiguous(memory_format=torch.channels_last), t)
        return functional.mse_loss(predicted.float(), noise)


class Step:
    """One step of training; on a GPU it is captured once and replayed, since launching its kernels
    one by one takes longer than they do."""

    def __init__(self, net: nn.Module, averaged: nn.Module, draws: Draws, options):
        self.net, self.draws = net, draws
        self.pairs = list(zip(averaged.parameters(), net.parameters()))
        self.on_gpu = draws.device == "cuda"
        self.rate = torch.tensor(0.0, device=draws.images.device) if self.on_gpu else 0.0
        self.keep = torch.tensor(0.0, device=draws.images.device)
        trained = [weight for weight in net.parameters() if weight.requires_grad]
        self.optimiser = torch.optim.AdamW(
            trained, lr=self.rate, weight_decay=0, capturable=self.on_gpu)
        self.graph = self.captured_loss = None

    def once(self) -> torch.Tensor:
        loss = self.draws.loss(self.net)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimiser.step()
        with torch.no_grad():
            for average, weight in self.pairs:
                average.lerp_(weight, 1 - self.keep)
        return loss.detach()

    def capture(self) -> None:
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.captured_loss = self.once()

    def __call__(self, step: int, rate: float) -> torch.Tensor:
        self.keep.fill_(min(AVERAGE, (1 + step) / (10 + step)))
        if not self.on_gpu:
            self.optimiser.param_groups[0]["lr"] = rate
            return self.once()
        self.rate.fill_(rate)
        if step < 5:  # libraries choose their kernels in the first steps, outside of any graph
            side = torch.cuda.Stream()
            side.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(side):
                loss = self.once()
            torch.cuda.current_stream().wait_stream(side)
            return loss
        if self.graph is None:
            self.capture()
        self.graph.replay()
        return self.captured_loss.clone()


def rate_at(done: float, step: int) -> float:
    """Share of the learning rate: warm-up, then half a cosine to zero."""
    return min(1, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * done))


def train(net: nn.Module, averaged: nn.Module, images: torch.Tensor, options, keep) -> list[float]:
    """Trains for --steps or --minutes; `keep(steps, losses)` is called at each of --checkpoints.
    Returns the loss of every step."""
    one = Step(net, averaged, Draws(images, options), options)
    start = time.monotonic()
    losses: list[float] = []
    pending: list[torch.Tensor] = []
    step = 0
    while True:
        passed = time.monotonic() - start
        done = passed / (60 * options.minutes) if options.minutes else step / options.steps
        if done >= 1:
            break
        pending.append(one(step, options.rate * rate_at(done, step)))
        step += 1
        # Reading a loss waits for the device.
        if step % 50 == 0 or step in options.checkpoints:
            losses += torch.stack(pending).tolist()
            pending = []
        if step % 1000 == 0 or (step % 200 == 0 and not one.on_gpu):
            recent = sum(losses[-200:]) / 200
            print(f"{step} steps, {passed:.0f} s, loss {recent:.4f}", flush=True)
        if step in options.checkpoints:
            keep(step, losses)
    return losses + [loss.item() for loss in pending]


# --- Results --------------------------------------------------------------------------------------


def record(net: nn.Module, shape: tuple[int, ...], options) -> None:
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
            predicted = net(x.to(options.device), torch.full((len(x),), t, device=options.device))
            predicted = predicted.cpu()
            estimate = (x - (1 - share).sqrt() * predicted) / share.sqrt()
            noisy.append(x.numpy())
            estimates.append(estimate.numpy())
            x = before.sqrt() * estimate.clamp(-1, 1) + (1 - before).sqrt() * predicted
    np.save(options.out / "noise.npy", noise.numpy())
    np.save(options.out / "xt.npy", np.stack(noisy))
    np.save(options.out / "x0.npy", np.stack(estimates))
    np.save(options.out / "timesteps.npy", np.array(times, np.int64))


def write_json(path: Path, values: dict) -> None:
    lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in values.items())
    path.write_text("{\n" + lines + "\n}\n")


def save(net: nn.Module, folder: Path, config: dict, trained: dict, options) -> None:
    """Writes the network; what is used afterwards are the weights as they were stored."""
    folder.mkdir(parents=True, exist_ok=True)
    kind = torch.float16 if options.float16 else torch.float32
    weights = {
        name: value.to("cpu", kind).contiguous() for name, value in net.state_dict().items()}
    save_file(weights, folder / "unet.safetensors")
    # The schedule of a DiT has no betas of its own to name.
    betas = {} if options.architecture == "dit" else {
        "beta_schedule": "linear", "beta_start": BETAS[0], "beta_end": BETAS[1]}
    write_json(folder / "config.json", {"architecture": options.architecture, **config, **betas})
    write_json(folder / "training.json", trained)
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
    parser.add_argument(
        "--architecture", choices=["conv-unet", "ddpm-unet", "dit"], default="conv-unet")
    parser.add_argument("--device", default="cpu", help="cpu or cuda (cpu)")
    parser.add_argument(
        "--checkpoints", type=int, nargs="+", default=[], help="steps whose network is kept, too")
    parser.add_argument("--widths", type=int, nargs="+", default=[64, 128, 128])
    parser.add_argument("--emb", type=int, default=128, help="size of the time features (128)")
    parser.add_argument("--ch", type=int, default=64, help="channels of the first level (64)")
    parser.add_argument("--ch-mult", type=int, nargs="+", default=[1, 2, 2])
    parser.add_argument("--blocks", type=int, default=2, help="residual blocks a level (2)")
    parser.add_argument("--attention", type=int, nargs="*", default=[], help="levels that have it")
    parser.add_argument("--patch", type=int, default=4, help="side of a token's patch (4)")
    parser.add_argument("--width", type=int, default=192, help="numbers of a token (192)")
    parser.add_argument("--depth", type=int, default=6, help="blocks of the transformer (6)")
    parser.add_argument("--heads", type=int, default=6, help="heads of its attention (6)")
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
    try:
        net, config = build(options, shape)
    except ValueError as problem:
        sys.exit(f"{options.data}: {problem}")
    parameters = sum(weight.numel() for weight in net.parameters())
    print(f"{len(images)} images of {shape}, {parameters} parameters", flush=True)
    facts = {
        "batch": options.batch, "seed": options.seed, "images": len(images),
        "data_sha256": hashlib.sha256(options.data.read_bytes()).hexdigest(),
        "parameters": parameters, "device": options.device,
        "command": shlex.join(["python3", *sys.argv]),
    }

    net = net.to(options.device, memory_format=torch.channels_last)
    averaged = copy.deepcopy(net).eval()

    def trained(steps: int, losses: list[float]) -> dict:
        last = losses[-max(1, len(losses) // 10):]
        return {"steps": steps, "loss": round(sum(last) / len(last), 5), **facts}

    def keep(steps: int, losses: list[float]) -> None:
        save(copy.deepcopy(averaged), options.out / f"step-{steps}", config,
             trained(steps, losses), options)

    losses = train(net, averaged, images.to(options.device), options, keep)
    outcome = trained(len(losses), losses)
    save(averaged, options.out, config, outcome, options)
    if options.samples:
        record(averaged, shape, options)
    print(f"{options.out}: {len(losses)} steps, loss {outcome['loss']:.4f}")


if __name__ == "__main__":
    main()
