/// What the page does beyond being read: sorting tables, showing one sample by itself, copying the
/// spec, unfolding what is printed. Without it everything else is there.
enum PageScript {
  static let text = #"""
    "use strict";
    (() => {
      const make = (name, attributes = {}, ...children) => {
        const element = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        element.append(...children);
        return element;
      };

      // Paper has nothing to unfold.
      addEventListener("beforeprint", () => {
        for (const details of document.querySelectorAll("details")) details.open = true;
      });

      // Tables: a button in every heading sorts the rows of each block.
      const sort = (table, column, direction) => {
        const key = row => {
          const cell = row.cells[column];
          return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
        };
        const isNumber = value => typeof value === "number";
        for (const body of table.tBodies) {
          const rows = [...body.rows].map(row => [key(row), row]);
          rows.sort(([a], [b]) => {
            // What has no number comes last, whichever way.
            if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1;
            return direction * (isNumber(a) ? a - b : a.localeCompare(b));
          });
          body.append(...rows.map(([, row]) => row));
        }
      };
      for (const table of document.querySelectorAll("table.sortable")) {
        const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
        heads.forEach((head, column) => {
          const button = make("button", { type: "button", class: "sort" }, ...head.childNodes);
          head.append(button);
          button.addEventListener("click", () => {
            const ascending = head.getAttribute("aria-sort") !== "ascending";
            for (const other of heads) other.removeAttribute("aria-sort");
            head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
            sort(table, column, ascending ? 1 : -1);
          });
        });
      }

      // Samples: a click on a column, or the arrow keys, show one by itself.
      const element = document.getElementById("samples-data");
      const runs = element ? JSON.parse(element.textContent) : {};
      const number = (value, digits) => value === null ? "–"
        : (digits === null ? value.toExponential(1) : value.toFixed(digits)).replace("-", "−");
      for (const section of document.querySelectorAll(".samples")) {
        const data = runs[section.dataset.run];
        const panel = section.querySelector(".one");
        const heads = [...section.querySelectorAll("th[data-sample]")];
        let current = 0;
        const show = (sample, moveFocus) => {
          current = (sample + data.samples) % data.samples;
          heads.forEach((head, column) => {
            head.firstChild.setAttribute("aria-pressed", String(column === current));
            if (moveFocus && column === current) head.firstChild.focus();
          });
          section.querySelectorAll(".grid td").forEach(cell =>
            cell.classList.toggle("chosen", cell.cellIndex - 1 === current));
          const best = data.metrics.map((metric, place) => {
            const values = data.rows.filter(row => row.study && row.values[place])
              .map(row => row.values[place][current]).filter(value => value !== null);
            if (metric.better === 0 || values.length < 2) return null;
            return metric.better > 0 ? Math.max(...values) : Math.min(...values);
          });
          const cards = data.rows.map((row, place) => {
            const card = make("li");
            if (row.shown[current]) {
              const label = `${row.title}, sample ${current}`;
              const tile = make("span", { class: "t", role: "img", "aria-label": label });
              tile.style.setProperty("--x", current * data.width);
              tile.style.setProperty("--y", place * data.height);
              card.append(tile);
            }
            card.append(make("span", { class: "name" }, row.title));
            data.metrics.forEach((metric, column) => {
              const value = row.values[column] ? row.values[column][current] : null;
              if (!row.values[column]) return;
              const isBest = row.study && value !== null && value === best[column];
              const text = `${metric.name} ${number(value, metric.digits)}`;
              card.append(make(isBest ? "b" : "span", {}, text));
            });
            return card;
          });
          const step = (text, by) => {
            const button = make("button", { type: "button" }, text);
            button.addEventListener("click", () => show(current + by, false));
            return button;
          };
          panel.replaceChildren(
            make("div", { class: "row" }, step("← previous", -1),
              make("h4", { "aria-live": "polite" }, `Sample ${current}`), step("next →", 1)),
            make("ul", { class: "cards" }, ...cards));
          panel.hidden = false;
        };
        heads.forEach((head, column) => {
          const button = make("button", {
            type: "button", "aria-label": `show sample ${column}`, "aria-pressed": "false",
          }, ...head.childNodes);
          head.append(button);
          button.addEventListener("click", () => show(column, false));
        });
        section.querySelectorAll(".grid td").forEach(cell =>
          cell.addEventListener("click", () => show(cell.cellIndex - 1, false)));
        section.addEventListener("keydown", event => {
          const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          // The focus stays on the headings if it is there.
          show(current + by, heads.some(head => head.contains(document.activeElement)));
        });
        show(0, false);
      }

      // The spec: a page that was opened from a disk may have no clipboard of its own.
      for (const block of document.querySelectorAll("pre[data-copy]")) {
        const status = make("span", { role: "status" });
        const button = make("button", { type: "button" }, "copy");
        button.addEventListener("click", async () => {
          const text = block.textContent;
          try {
            await navigator.clipboard.writeText(text);
            status.textContent = " copied";
          } catch {
            const range = document.createRange();
            range.selectNodeContents(block);
            const selection = window.getSelection();
            selection.removeAllRanges();
            selection.addRange(range);
            status.textContent =
              document.execCommand("copy") ? " copied" : " selected; copy it with the keyboard";
          }
        });
        block.before(make("p", { class: "files" }, button, status));
      }
    })();
    """#
}
