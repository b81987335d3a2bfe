"""Plain float64 version of `kamb-els` and `kamb-bbels` with clusters, for make_oracle2_fixtures.py.

A window of the noisy image is compared with the patches of its nearest clusters alone. Clusters are
those of k-means on the patches' principal components, drawn from the program's counter-based numbers
(Philox 4x32-10: Salmon et al. 2011; integers: Lemire 2019), so that both programs have the same ones.
"""

import numpy as np


class Stream:
    """The numbers of one (seed, index, purpose)."""

    def __init__(self, seed, index, purpose=9):
        self.key, self.index, self.purpose = seed, index, purpose
        self.block, self.words = 0, []

    def word(self):
        if not self.words:
            counter = [self.block, self.purpose, self.index & 0xFFFFFFFF, self.index >> 32]
            self.words = philox(counter, [self.key & 0xFFFFFFFF, self.key >> 32])
            self.block += 1
        return self.words.pop(0)

    def long(self):
        low = self.word()
        return self.word() << 32 | low

    def uniform(self):
        return (self.long() >> 11) * 2.0 ** -53

    def below(self, bound):
        product = self.long() * bound
        if product & (2**64 - 1) < bound:
            threshold = (2**64 - bound) % bound
            while product & (2**64 - 1) < threshold:
                product = self.long() * bound
        return product >> 64


def philox(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(p1 >> 32) ^ c[1] ^ k[0], p1 & 0xFFFFFFFF, (p0 >> 32) ^ c[3] ^ k[1], p0 & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c


def k_means(points, count, seed=0, rounds=25):
    stream = Stream(seed, 0)
    chosen = [stream.below(len(points))]
    gaps = ((points - points[chosen[0]]) ** 2).sum(1)
    while len(chosen) < count:
        place = stream.uniform() * gaps.sum()
        found = np.nonzero(np.cumsum(gaps) > place)[0]
        chosen.append(int(found[0]) if len(found) else stream.below(len(points)))
        gaps = np.minimum(gaps, ((points - points[chosen[-1]]) ** 2).sum(1))
    centres, before = points[chosen].copy(), None
    for _ in range(rounds):
        clusters = ((points[:, None] - centres) ** 2).sum(2).argmin(1)
        if before is not None and (clusters == before).all():
            break
        before = clusters
        for k in range(count):
            if (clusters == k).any():
                centres[k] = points[clusters == k].mean(0)
    return centres


def partition(patches, count, ambiguous):
    """Axes and centres of the clusters that hold patches, and the cluster of each patch."""
    count, drawn = min(count, len(patches)), max(2048, 64 * count)
    sample = patches
    if drawn < len(patches):
        stream = Stream(0, 1)
        sample = patches[sorted(stream.below(len(patches)) for _ in range(drawn))]
    values, vectors = np.linalg.eigh(np.cov(sample.T, bias=True).reshape(patches.shape[1], -1))
    values, vectors = values[::-1], vectors[:, ::-1]
    held = np.cumsum(values) / values.sum()
    axes = vectors[:, : min(32, int((held < 0.95).sum()) + 1)]
    if abs(held - 0.95).min() < 1e-4:
        raise ambiguous
    centres = k_means(sample @ axes, count)
    gaps = np.sort(((patches @ axes)[:, None] - centres) ** 2 @ np.ones(axes.shape[1]), axis=1)
    # Patches that lie between two centres, unless there is but one or they are equal.
    if len(centres) > 1 and (gaps[:, 1] - gaps[:, 0] < 1e-4).any():
        raise ambiguous
    clusters = (((patches @ axes)[:, None] - centres) ** 2).sum(2).argmin(1)
    kept = np.unique(clusters)
    return axes, centres[kept], np.searchsorted(kept, clusters)


def axis(size, side, breaks):
    """Pixels, the places that these are compared with, and how far windows reach."""
    reach = side // 2
    if not breaks:
        return [(range(size), range(reach, size - reach), reach, reach)]
    single = [([i], [i], min(reach, i), min(reach, size - 1 - i)) for i in range(size)]
    if size - 2 * reach <= 1:
        return single
    inside = range(reach, size - reach)
    return single[:reach] + [(inside, inside, reach, reach)] + single[size - reach:]


def clustered_windows(images, side, count, probe, breaks, ambiguous):
    """A function (x, a, s) → estimate."""
    n, c, h, w = images.shape
    groups = []
    for rows in axis(h, side, breaks):
        for columns in axis(w, side, breaks):
            places = [(v, u) for v in rows[1] for u in columns[1]]
            patches = np.array([
                image[:, v - rows[2]:v + rows[3] + 1, u - columns[2]:u + columns[3] + 1].reshape(-1)
                for image in images for v, u in places])
            centres = np.array([image[:, v, u] for image in images for v, u in places])
            free = len(rows[0]) > 1 and len(columns[0]) > 1 and count > 1 and len(patches) > 1
            found = partition(patches, count, ambiguous) if free else None
            groups.append((rows, columns, patches, centres, found))

    def answer(x, a, s):
        result = np.empty_like(x)
        for image, out in zip(x, result):
            for rows, columns, patches, centres, found in groups:
                for i in rows[0]:
                    for j in columns[0]:
                        ys = np.arange(i - rows[2], i + rows[3] + 1) % h
                        xs = np.arange(j - columns[2], j + columns[3] + 1) % w
                        query = image[:, ys][:, :, xs].reshape(-1)
                        logits = -((query - a * patches) ** 2).sum(1) / (2 * s * s)
                        if found is not None and probe < len(found[1]):
                            axes, means, clusters = found
                            near = ((query @ axes - a * means) ** 2).sum(1).argsort()[:probe]
                            logits = np.where(np.isin(clusters, near), logits, -np.inf)
                        weights = np.exp(logits - logits.max())
                        out[:, i, j] = weights @ centres / weights.sum()
        return result

    return answer
