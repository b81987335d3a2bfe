#!/usr/bin/env python3
"""Any model as a denoiser of Locus: the program that the denoiser `process` asks.

    python3 denoise.py                     a demonstration that needs NumPy only
    python3 denoise.py --diffusers FOLDER  a UNet2DModel of Hugging Face's diffusers
    python3 denoise.py --module FILE.pt    a torch.jit module that predicts the noise from (x, t)

For a model of your own write a function like `demonstration` below and call `serve` with it.

Locus starts the program once. For each batch it writes a line of JSON to the program's input,
    {"op": "denoise", "shape": [n, c, h, w], "signal": a, "noise": s, "t": t}
followed by the noisy images x_t = a x_0 + s e as little-endian float32, and reads a line
    {"shape": [n, c, h, w]}      or      {"error": "what is wrong"}
and, after the former, the estimates of x_0 in the same form. The input ends when Locus does.
"""

import argparse
import json
import pathlib
import signal
import sys
from typing import Callable

import numpy as np

# noisy images [n, c, h, w], signal a, noise s, the schedule's own time t → estimates of x_0
Denoiser = Callable[[np.ndarray, float, float, float], np.ndarray]


def serve(denoise: Denoiser) -> None:
    """Answers until the input ends."""
    # Ctrl-C is for Locus: it finishes the units in flight and then closes the input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    # What libraries print must not get between the answers.
    sys.stdout = sys.stderr
    while line := source.readline():
        question = json.loads(line)
        shape = question["shape"]
        size = 4 * int(np.prod(shape))
        data = source.read(size)
        if len(data) < size:
            return
        noisy = np.frombuffer(data, "<f4").reshape(shape)
        try:
            estimate = denoise(noisy, question["signal"], question["noise"], question["t"])
            estimate = np.ascontiguousarray(estimate, "<f4")
            header = {"shape": list(estimate.shape)}
        except Exception as error:
            header, estimate = {"error": f"{type(error).__name__}: {error}"}, None
        answers.write((json.dumps(header) + "\n").encode())
        if estimate is not None:
            answers.write(estimate.tobytes())
        answers.flush()


# --- Models ---------------------------------------------------------------------------------------


def demonstration(noisy: np.ndarray, signal: float, noise: float, t: float) -> np.ndarray:
    """The posterior mean if pixels were independent normal numbers of mean 0 and variance 0.25."""
    variance = 0.25
    return noisy * (signal * variance / (signal**2 * variance + noise**2))


def from_prediction(predict, prediction: str = "epsilon", shares=None) -> Denoiser:
    """A denoiser of a network that predicts the noise, v or x_0 at whole times.

    As in the denoiser `unet`, the network's time with the nearest ratio of noise to signal is taken
    and the image rescaled to it. `shares` are the network's squared signals; by default those of the
    DDPM-linear schedule.
    """
    import torch

    if shares is None:
        shares = np.cumprod(1 - np.linspace(1e-4, 0.02, 1000))
    # A last time without a signal stands for no level of a run.
    shares = shares[shares > 0]
    signals, ratios = np.sqrt(shares), np.sqrt(1 / shares - 1)

    def denoise(noisy: np.ndarray, signal: float, noise: float, t: float) -> np.ndarray:
        time = int(np.abs(np.log(ratios * signal / noise)).argmin())
        scaled = noisy * np.float32(signals[time] / signal)
        x = torch.from_numpy(scaled)
        with torch.inference_mode():
            predicted = predict(x, torch.full((len(x),), time)).float().cpu().numpy()
        if prediction == "sample":
            return predicted
        if prediction == "v_prediction":
            return signals[time] * scaled - np.sqrt(1 - shares[time]) * predicted
        return (noisy - noise * predicted) / signal

    return denoise


def diffusers_model(folder: str) -> Denoiser:
    import diffusers

    network = diffusers.UNet2DModel.from_pretrained(folder).eval()
    predict = lambda x, t: network(x, t).sample
    # The scheduler's config says what the network predicts, and at which levels.
    inside = pathlib.Path(folder).resolve()
    places = [inside, inside / "scheduler", inside.parent / "scheduler"]
    place = next((p for p in places if (p / "scheduler_config.json").exists()), None)
    if place is None:
        print("no scheduler_config.json: taken as epsilon, linear betas", file=sys.stderr)
        return from_prediction(predict)
    name = json.loads((place / "scheduler_config.json").read_text())["_class_name"]
    scheduler = getattr(diffusers, name).from_pretrained(place)
    prediction = getattr(scheduler.config, "prediction_type", None)
    if prediction not in ("epsilon", "v_prediction", "sample") or not hasattr(
            scheduler, "alphas_cumprod"):
        sys.exit(f"{place}: networks of a {name} that predict {prediction} are not supported")
    return from_prediction(predict, prediction, scheduler.alphas_cumprod.double().numpy())


def torch_module(file: str) -> Denoiser:
    import torch

    network = torch.jit.load(file, map_location="cpu").eval()
    return from_prediction(network)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    model = parser.add_mutually_exclusive_group()
    model.add_argument("--diffusers", metavar="FOLDER")
    model.add_argument("--module", metavar="FILE")
    options = parser.parse_args()
    if options.diffusers:
        serve(diffusers_model(options.diffusers))
    elif options.module:
        serve(torch_module(options.module))
    else:
        serve(demonstration)
