// Buttons that write the marks of a formatted text into its box; the keys go along the buttons as in any tool bar.
const AROUND = { bold: "**", italic: "*" };
const BEFORE = { heading: () => "## ", list: () => "- ", numbers: (line) => `${line + 1}. `, quote: () => "> " };

function write(area, text, from, to, chosen) {
  area.focus();
  area.setRangeText(text, from, to, "select");
  area.setSelectionRange(chosen[0], chosen[1]);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function surround(area, mark) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  const text = `${mark}${value.slice(from, to)}${mark}`;
  write(area, text, from, to, [from + mark.length, to + mark.length]);
}

function begin(area, mark) {
  const { selectionStart, selectionEnd, value } = area;
  const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const end = value.indexOf("\n", selectionEnd);
  const to = end < 0 ? value.length : end;
  const text = value.slice(from, to).split("\n").map((line, place) => mark(place) + line).join("\n");
  write(area, text, from, to, [from, from + text.length]);
}

export function marks(box) {
  const area = box.querySelector("textarea");
  const buttons = [...box.querySelectorAll("[data-mark]")];
  buttons[0].tabIndex = 0;
  box.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-mark]")?.dataset.mark;
    if (mark in AROUND) surround(area, AROUND[mark]);
    else if (mark in BEFORE) begin(area, BEFORE[mark]);
  });
  box.querySelector("[role=toolbar]").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = buttons[(buttons.indexOf(event.target) + step + buttons.length) % buttons.length];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
    event.preventDefault();
  });
}
