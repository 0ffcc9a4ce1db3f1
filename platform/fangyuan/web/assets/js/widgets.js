// What a script adds to the inputs of some kinds; each works without it. A part of a page that was swapped in is dressed too.
import { cascade } from "./widgets/cascade.js";
import { combobox } from "./widgets/combobox.js";
import { files } from "./widgets/files.js";
import { identity } from "./widgets/identity.js";
import { marks } from "./widgets/marks.js";
import { placing } from "./widgets/placing.js";
import { signing } from "./widgets/signing.js";
import { ticks } from "./widgets/ticks.js";

const DRESSED = {
  "select[data-cascade]": cascade,
  "select[data-combobox]": combobox,
  "input[type=file][data-too-large]": files,
  "[data-number]": identity,
  "[data-rich]": marks,
  "[data-place]": placing,
  "[data-sign]": signing,
  "[data-check-list]": ticks,
};

function dress(root) {
  for (const [selector, add] of Object.entries(DRESSED)) {
    for (const element of root.querySelectorAll(`${selector}:not([data-dressed])`)) {
      element.dataset.dressed = "";
      add(element);
    }
  }
}

document.addEventListener("htmx:afterSettle", () => dress(document));
dress(document);
