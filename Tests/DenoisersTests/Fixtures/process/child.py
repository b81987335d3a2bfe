"""A little program for the tests of the denoiser `process`: child.py WHAT [FILE].

WHAT says how it behaves; "shrink" is the only one that behaves well. FILE is written at the end, so
that a test can tell this from being killed.
"""

import array
import atexit
import json
import sys
import time


def read(count):
    data = sys.stdin.buffer.read(count)
    if len(data) < count:
        sys.exit(0)
    return data


def note_end():
    with open(sys.argv[2], "w") as file:
        file.write("ended")


def main():
    if len(sys.argv) > 2:
        atexit.register(note_end)
    what = sys.argv[1]
    out = sys.stdout.buffer
    if what == "dies at once":
        sys.exit("no such model")
    if what == "talks much":
        print("words " * 50000, file=sys.stderr)
    if what.startswith("version "):
        print(json.dumps({"version": what[8:]}), flush=True)
    if what == "greets":
        print("Loading the model", flush=True)
    while True:
        line = sys.stdin.buffer.readline()
        if not line:
            read(1)
        question = json.loads(line)
        shape = question["shape"]
        count = 1
        for side in shape:
            count *= side
        if what == "dies":
            print("first\nlast words", file=sys.stderr)
            sys.exit(3)
        noisy = array.array("f", read(4 * count))
        if what == "hangs":
            time.sleep(600)
        if what == "takes its time":
            time.sleep(0.1)
        # The posterior mean of data that are normal with unit variance.
        a, s = question["signal"], question["noise"]
        factor = a / (a * a + s * s)
        estimate = array.array("f", (factor * x for x in noisy))
        answer = {"shape": shape}
        if what == "takes classes":
            # The class of each image, and no class where none was told.
            size = count // shape[0]
            classes = question.get("classes", [-1] * shape[0])
            estimate = array.array("f", (classes[i // size] for i in range(count)))
            if "classes" in question:
                answer["classes"] = classes
                assert question["protocol"] == 2
        if what == "refuses":
            answer = {"error": "t = %s is too late" % question["t"]}
            estimate = []
        if what == "other shape":
            answer = {"shape": shape[1:]}
        if what == "no shape":
            answer = {"size": count}
        if what == "not finite":
            estimate[-1] = float("nan")
        if what == "too few":
            estimate = estimate[1:]
        if what == "too many":
            estimate.append(1)
        if what == "list":
            answer = [1, 2]
        out.write((json.dumps(answer) + "\n").encode())
        out.write(array.array("f", estimate).tobytes())
        out.flush()
        if what == "too few":
            sys.exit(0)


main()
