#!/usr/bin/env python3
"""Opens the page of a report in headless Chromium and uses it: sorts its tables, browses its samples,
and looks for errors, missing texts and what is too wide for a telephone.

    Tools/check_report_page.py results/quickstart/report/index.html

Says that it is skipped where there is no Chromium. Exit code 1: something is wrong with the page.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

WATCH = """<script>
window.faults = [];
addEventListener("error", event => faults.push(`error: ${event.message}`));
addEventListener("unhandledrejection", event => faults.push(`rejected: ${event.reason}`));
addEventListener("securitypolicyviolation", event => faults.push(`blocked: ${event.blockedURI}`));
</script>"""

USE = """<script>
addEventListener("load", () => {
  const expect = (isTrue, what) => { if (!isTrue) faults.push(what); };
  const counts = {tables: 0, headings: 0, samples: 0};
  const shownKey = cell => cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
  for (const table of document.querySelectorAll("table.sortable")) {
    counts.tables += 1;
    const size = table.rows.length;
    const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
    heads.forEach((head, column) => {
      counts.headings += 1;
      const where = `${table.caption.textContent.slice(0, 30)}, column ${head.textContent}`;
      for (const [order, sign] of [["ascending", 1], ["descending", -1]]) {
        head.querySelector("button").click();
        expect(head.getAttribute("aria-sort") === order, `${where}: not ${order}`);
        expect(heads.filter(h => h.hasAttribute("aria-sort")).length === 1, `${where}: several`);
        for (const body of table.tBodies) {
          const keys = [...body.rows].map(row => shownKey(row.cells[column]));
          const numbers = keys.filter(key => typeof key === "number");
          for (let i = 1; i < numbers.length; i += 1) {
            expect(sign * (numbers[i] - numbers[i - 1]) >= 0, `${where}: ${numbers}`);
          }
          const words = keys.findIndex(key => typeof key !== "number");
          expect(words < 0 || numbers.length === words, `${where}: words among numbers`);
        }
      }
      expect(table.rows.length === size, `${where}: rows were lost`);
    });
  }
  for (const section of document.querySelectorAll(".samples")) {
    const buttons = [...section.querySelectorAll("th[data-sample] button")];
    counts.samples += buttons.length;
    const title = () => section.querySelector(".one h4").textContent;
    const press = key => section.querySelector(".grid button").dispatchEvent(
      new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
    expect(title() === "Sample 0" && !section.querySelector(".one").hidden, "no first sample");
    const last = buttons.length - 1;
    buttons[last].click();
    expect(title() === `Sample ${last}`, `a click shows ${title()}`);
    expect(buttons[last].getAttribute("aria-pressed") === "true", "the choice is not marked");
    press("ArrowRight");
    expect(title() === "Sample 0", `beyond the last is ${title()}`);
    press("ArrowLeft");
    expect(title() === `Sample ${last}`, `before the first is ${title()}`);
    const rows = section.querySelectorAll(".grid tbody tr").length;
    expect(section.querySelectorAll(".one li").length === rows, "rows of the sample are lost");
    const tile = section.querySelector(".t");
    expect(getComputedStyle(tile).backgroundImage.startsWith('url("data:'), "no image in the grid");
    expect(tile.clientWidth > 0 && tile.clientHeight > 0, "an image has no size");
    section.querySelector(".grid td").click();
    expect(title() === "Sample 0", `a click on an image shows ${title()}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map(element => element.id);
  expect(new Set(ids).size === ids.length, "an id stands twice");
  for (const image of document.images) {
    expect(image.alt.length > 0, "an image without a text");
    expect(image.complete && image.naturalWidth > 0, `an image is damaged: ${image.alt}`);
  }
  for (const head of document.querySelectorAll("th")) {
    expect(head.hasAttribute("scope"), `no scope: ${head.textContent}`);
  }
  for (const link of document.querySelectorAll("a[href^='#']")) {
    expect(document.getElementById(link.hash.slice(1)), `a link leads nowhere: ${link.hash}`);
  }
  let level = 0;
  for (const head of document.querySelectorAll("h1,h2,h3,h4")) {
    const next = Number(head.tagName[1]);
    expect(next <= level + 1, `a heading of level ${next} after ${level}: ${head.textContent}`);
    level = next;
  }
  const outside = performance.getEntriesByType("resource").filter(e => !e.name.startsWith("data:"));
  expect(outside.length === 0, `loads ${outside.map(e => e.name)}`);
  // In a frame as wide as a telephone nothing but what scrolls by itself may be wider.
  const width = document.documentElement.scrollWidth;
  expect(width <= innerWidth, `${width} pixels wide in a window of ${innerWidth}`);
  parent.postMessage(JSON.stringify({faults, counts}), "*");
});
</script>"""

FRAME = """<!DOCTYPE html><html><head><meta charset="utf-8"><script>
const found = [];
addEventListener("message", event => {
  found.push(JSON.parse(event.data));
  document.documentElement.dataset.found = JSON.stringify(found);
});
</script></head><body>
<iframe src="page.html" width="390" height="800"></iframe>
<iframe src="page.html" width="1280" height="800"></iframe>
</body></html>"""


def browser():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if shutil.which(name):
            return name
    return None


def check(page, program):
    text = pathlib.Path(page).read_text(encoding="utf-8")
    text = text.replace("<head>", "<head>" + WATCH, 1).replace("</body>", USE + "</body>", 1)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "page.html").write_text(text, encoding="utf-8")
        (folder / "frame.html").write_text(FRAME, encoding="utf-8")
        run = subprocess.run(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
             "--allow-file-access-from-files", f"--user-data-dir={folder}/profile",
             "--enable-logging=stderr", "--virtual-time-budget=20000",
             (folder / "frame.html").as_uri()],
            capture_output=True, text=True, timeout=120)
    match = re.search(r'data-found="([^"]*)"', run.stdout)
    if not match:
        return ["the page's tests did not run:\n" + run.stderr[-2000:]], {}
    found = json.loads(match.group(1).replace("&quot;", '"').replace("&amp;", "&")
                       .replace("&lt;", "<").replace("&gt;", ">"))
    faults = [f"{width} pixels: {fault}"
              for width, frame in zip((390, 1280), found) for fault in frame["faults"]]
    if len(found) != 2:
        faults.append(f"{len(found)} of 2 frames answered")
    faults += [line for line in run.stderr.splitlines() if "CONSOLE" in line]
    return faults, found[0]["counts"]


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program = browser()
    if program is None:
        print("skipped: no Chromium on the PATH")
        return
    for page in sys.argv[1:]:
        faults, counts = check(page, program)
        for fault in faults:
            print(f"{page}: {fault}", file=sys.stderr)
        if faults:
            sys.exit(1)
        print(f"{page}: in order; used {counts['tables']} tables with {counts['headings']} headings, "
              f"{counts['samples']} samples")


if __name__ == "__main__":
    main()
