"""The networks that train_reference.py trains, in PyTorch: they predict the noise in x_t.

Names and shapes of their tensors are those that the denoiser `unet` reads.

Sources: Ho et al. 2020, App. B (ddpm-unet); Peebles & Xie 2023, Sec. 3, adaLN-Zero (dit).
"""

import math

import torch
from torch import nn
from torch.nn import functional

TIMES = 1000  # t of the noise schedule


def waves(t: torch.Tensor, width: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Sines and cosines of t · 10000^(-j/(width/2)), [n, width/2] each."""
    half = width // 2
    rates = torch.exp(torch.arange(half, device=t.device) * (-math.log(10000) / half))
    angles = t[:, None].float() * rates
    return angles.sin(), angles.cos()


def zeroed(layer):
    """The layer with zeros, so that training begins at a plain answer."""
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


# --- conv-unet: small, without normalisation, quick on a CPU --------------------------------------


class ConvBlock(nn.Module):
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
    """One block a level down, one in the middle, one a level up."""

    def __init__(self, channels: int, widths: list[int], emb: int):
        super().__init__()
        self.emb = emb
        self.embed = nn.Sequential(nn.Linear(emb, emb), nn.SiLU(), nn.Linear(emb, emb), nn.SiLU())
        self.inp = nn.Conv2d(channels, widths[0], 3, padding=1)
        befores = [widths[0], *widths[:-1]]
        self.down = nn.ModuleList(ConvBlock(a, b, emb) for a, b in zip(befores, widths))
        self.mid = ConvBlock(widths[-1], widths[-1], emb)
        belows = [widths[-1], *reversed(widths[1:])]
        self.up = nn.ModuleList(
            ConvBlock(below + width, width, emb) for below, width in zip(belows, reversed(widths)))
        self.out = zeroed(nn.Conv2d(widths[0], channels, 3, padding=1))

    def forward(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        time_features = self.embed(torch.cat(waves(t, self.emb), dim=1))
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


# --- ddpm-unet: what DDPM's papers train ----------------------------------------------------------


def activated(channels: int, *after: nn.Module) -> nn.Sequential:
    return nn.Sequential(nn.GroupNorm(32, channels), nn.SiLU(), *after)


class PixelAttention(nn.Module):
    """Every pixel asks every other one; one head."""

    def __init__(self, channels: int):
        super().__init__()
        self.group_norm = nn.GroupNorm(32, channels)
        self.proj_q = nn.Conv2d(channels, channels, 1)
        self.proj_k = nn.Conv2d(channels, channels, 1)
        self.proj_v = nn.Conv2d(channels, channels, 1)
        self.proj = zeroed(nn.Conv2d(channels, channels, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = self.group_norm(x)
        parts = (p(h).flatten(2).transpose(1, 2) for p in (self.proj_q, self.proj_k, self.proj_v))
        seen = functional.scaled_dot_product_attention(*parts)
        return x + self.proj(seen.transpose(1, 2).reshape(x.shape))


class ResidualBlock(nn.Module):
    def __init__(self, inputs: int, outputs: int, emb: int, attends: bool):
        super().__init__()
        self.block1 = activated(inputs, nn.Conv2d(inputs, outputs, 3, padding=1))
        self.temb_proj = nn.Sequential(nn.SiLU(), nn.Linear(emb, outputs))
        self.block2 = activated(
            outputs, nn.Dropout(0.1), zeroed(nn.Conv2d(outputs, outputs, 3, padding=1)))
        self.shortcut = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()
        self.attn = PixelAttention(outputs) if attends else nn.Identity()

    def forward(self, x: torch.Tensor, emb: torch.Tensor) -> torch.Tensor:
        h = self.block1(x) + self.temb_proj(emb)[:, :, None, None]
        return self.attn(self.block2(h) + self.shortcut(x))


class Halve(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.main = nn.Conv2d(channels, channels, 3, stride=2, padding=1)

    def forward(self, x: torch.Tensor, emb: torch.Tensor) -> torch.Tensor:
        return self.main(x)


class Double(nn.Module):
    def __init__(self, channels: int):
        super().__init__()
        self.main = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: torch.Tensor, emb: torch.Tensor) -> torch.Tensor:
        return self.main(functional.interpolate(x, scale_factor=2, mode="nearest"))


class TimeEmbedding(nn.Module):
    """A stored table of sines and cosines in turn, [T, ch], then two layers."""

    def __init__(self, ch: int):
        super().__init__()
        sines, cosines = waves(torch.arange(TIMES), ch)
        table = torch.stack([sines, cosines], dim=2).flatten(1)
        self.timembedding = nn.Sequential(
            nn.Embedding.from_pretrained(table, freeze=True),
            nn.Linear(ch, 4 * ch), nn.SiLU(), nn.Linear(4 * ch, 4 * ch))

    def forward(self, t: torch.Tensor) -> torch.Tensor:
        return self.timembedding(t)


class DDPMUNet(nn.Module):
    """Residual blocks with the time added; `attention` names the levels that have it."""

    def __init__(self, channels: int, ch: int, ch_mult: list[int], blocks: int, attention: list[int]):
        super().__init__()
        emb = 4 * ch
        self.time_embedding = TimeEmbedding(ch)
        self.head = nn.Conv2d(channels, ch, 3, padding=1)
        down, remembered, width = [], [ch], ch
        for level, factor in enumerate(ch_mult):
            for _ in range(blocks):
                down.append(ResidualBlock(width, factor * ch, emb, level in attention))
                width = factor * ch
                remembered.append(width)
            if level + 1 < len(ch_mult):
                down.append(Halve(width))
                remembered.append(width)
        self.downblocks = nn.ModuleList(down)
        self.middleblocks = nn.ModuleList(
            [ResidualBlock(width, width, emb, True), ResidualBlock(width, width, emb, False)])
        up = []
        for level, factor in reversed(list(enumerate(ch_mult))):
            for _ in range(blocks + 1):
                up.append(ResidualBlock(
                    width + remembered.pop(), factor * ch, emb, level in attention))
                width = factor * ch
            if level > 0:
                up.append(Double(width))
        self.upblocks = nn.ModuleList(up)
        self.tail = activated(width, zeroed(nn.Conv2d(width, channels, 3, padding=1)))

    def forward(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        emb = self.time_embedding(t)
        h = self.head(x)
        remembered = [h]
        for block in self.downblocks:
            h = block(h, emb)
            remembered.append(h)
        for block in self.middleblocks:
            h = block(h, emb)
        for block in self.upblocks:
            if isinstance(block, ResidualBlock):
                h = torch.cat([h, remembered.pop()], dim=1)
            h = block(h, emb)
        return self.tail(h)


# --- dit: a transformer on patches; one patch as large as the image makes it a plain MLP ----------


class PatchProjection(nn.Module):
    def __init__(self, channels: int, patch: int, width: int):
        super().__init__()
        self.proj = nn.Conv2d(channels, width, patch, stride=patch)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.proj(x).flatten(2).transpose(1, 2)


class TokenAttention(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        n, tokens, width = x.shape
        parts = self.qkv(x).reshape(n, tokens, 3, self.heads, width // self.heads)
        seen = functional.scaled_dot_product_attention(*parts.permute(2, 0, 3, 1, 4))
        return self.proj(seen.transpose(1, 2).reshape(n, tokens, width))


class TokenMLP(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.fc2(functional.gelu(self.fc1(x), approximate="tanh"))


def modulation(width: int, parts: int) -> nn.Sequential:
    return nn.Sequential(nn.SiLU(), zeroed(nn.Linear(width, parts * width)))


def modulated(x: torch.Tensor, scale: torch.Tensor, shift: torch.Tensor) -> torch.Tensor:
    normed = functional.layer_norm(x, x.shape[-1:], eps=1e-6)
    return normed * (1 + scale[:, None]) + shift[:, None]


class TokenBlock(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.attn = TokenAttention(width, heads)
        self.mlp = TokenMLP(width)
        self.adaLN_modulation = modulation(width, 6)

    def forward(self, x: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
        shift1, scale1, gate1, shift2, scale2, gate2 = self.adaLN_modulation(condition).chunk(6, 1)
        x = x + gate1[:, None] * self.attn(modulated(x, scale1, shift1))
        return x + gate2[:, None] * self.mlp(modulated(x, scale2, shift2))


class LastLayer(nn.Module):
    def __init__(self, width: int, outputs: int):
        super().__init__()
        self.linear = zeroed(nn.Linear(width, outputs))
        self.adaLN_modulation = modulation(width, 2)

    def forward(self, x: torch.Tensor, condition: torch.Tensor) -> torch.Tensor:
        shift, scale = self.adaLN_modulation(condition).chunk(2, dim=1)
        return self.linear(modulated(x, scale, shift))


class ClassTable(nn.Module):
    """One class that nobody asks for, and the row of 'no class' that every image gets."""

    def __init__(self, width: int):
        super().__init__()
        self.embedding_table = nn.Embedding(2, width)


class TimeMLP(nn.Module):
    WAVES = 256

    def __init__(self, width: int):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(self.WAVES, width), nn.SiLU(), nn.Linear(width, width))

    def forward(self, t: torch.Tensor) -> torch.Tensor:
        sines, cosines = waves(t, self.WAVES)
        return self.mlp(torch.cat([cosines, sines], dim=1))


class DiT(nn.Module):
    def __init__(self, channels: int, side: int, patch: int, width: int, depth: int, heads: int):
        super().__init__()
        self.channels, self.patch, self.row = channels, patch, side // patch
        self.x_embedder = PatchProjection(channels, patch, width)
        self.pos_embed = nn.Parameter(self.places(width)[None], requires_grad=False)
        self.t_embedder = TimeMLP(width)
        self.y_embedder = ClassTable(width)
        self.blocks = nn.ModuleList(TokenBlock(width, heads) for _ in range(depth))
        self.final_layer = LastLayer(width, patch * patch * channels)

    def places(self, width: int) -> torch.Tensor:
        """[tokens, width]: the first half tells the column, the second the row."""
        places = torch.arange(self.row)
        along = torch.cat(waves(places, width // 2), dim=1)
        return torch.cat([along.repeat(self.row, 1), along.repeat_interleave(self.row, 0)], dim=1)

    def forward(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        condition = self.t_embedder(t) + self.y_embedder.embedding_table.weight[-1]
        h = self.x_embedder(x) + self.pos_embed
        for block in self.blocks:
            h = block(h, condition)
        h = self.final_layer(h, condition)
        n, row, patch = len(x), self.row, self.patch
        h = h.reshape(n, row, row, patch, patch, self.channels).permute(0, 5, 1, 3, 2, 4)
        return h.reshape(n, self.channels, row * patch, row * patch)


# --- By name --------------------------------------------------------------------------------------


def build(options, shape: tuple[int, ...]) -> tuple[nn.Module, dict]:
    """The network that the options name, for images of `shape`, and its part of config.json.

    Raises ValueError where sizes do not fit."""
    channels, height, width = shape
    if options.architecture == "dit":
        if height != width or height % options.patch:
            raise ValueError(f"{height}×{width} cannot be cut into patches of {options.patch}")
        if options.width % (4 * options.heads):
            raise ValueError(f"--width {options.width} is no multiple of 4 × --heads")
        net = DiT(channels, height, options.patch, options.width, options.depth, options.heads)
        return net, {
            "in_channels": channels, "input_size": height, "patch_size": options.patch,
            "hidden_size": options.width, "depth": options.depth, "num_heads": options.heads,
            "num_classes": 1, "class_dropout_prob": 0.1, "learn_sigma": False,
            "diffusion_steps": TIMES,
        }
    levels = options.ch_mult if options.architecture == "ddpm-unet" else options.widths
    step = 2 ** (len(levels) - 1)
    if height % step or width % step:
        raise ValueError(f"{height}×{width} cannot be halved {len(levels) - 1} times")
    if options.architecture == "ddpm-unet":
        if options.ch % 32:
            raise ValueError(f"--ch {options.ch} is no multiple of 32")
        net = DDPMUNet(channels, options.ch, options.ch_mult, options.blocks, options.attention)
        return net, {
            "in_channels": channels, "T": TIMES, "ch": options.ch, "ch_mult": options.ch_mult,
            "num_res_blocks": options.blocks, "attn": options.attention, "image": list(shape),
        }
    return ConvUNet(channels, options.widths, options.emb), {
        "channels": channels, "widths": options.widths, "emb": options.emb, "image": list(shape),
        "prediction": "epsilon", "train_timesteps": TIMES,
    }
