// Forms of packs in the browser: what is asked appears as one answers, rows come and go, nothing is sent twice.
import htmx from "htmx.org";
import { answersIn } from "./answers.js";
import { holds } from "./conditions.js";
import { unfold, unfoldAround } from "./folds.js";

const ROUNDS = 10;
const AGAIN = 3000;

// A condition that stands inside a row speaks of that row: `persons.name` there means `persons.2.name`.
const within = (rule, row) => JSON.parse(rule, (key, value) => (key === "path" || key === "field" ? inRow(value, row) : value));
// Through rows inside rows too: in `persons.2.phones.0` the path `persons.phones.type` means that phone's.
function inRow(path, row) {
  if (!row || typeof path !== "string") return path;
  const list = row.split(".").filter((part) => !/^\d+$/.test(part)).join(".");
  if (path.startsWith(`${list}.`)) return row + path.slice(list.length);
  return inRow(path, /\.\d+\..*\.\d+$/.test(row) ? row.replace(/^(.*\.\d+)\..*$/, "$1") : "");
}
const rowOf = (element) => element.closest("[data-row]")?.dataset.row ?? "";

// A field that may not be filled in now sends what stood in it, which the server keeps to in any case.
function close(box, isClosed) {
  if (box.disabled === isClosed) return false;
  box.disabled = isClosed;
  for (const held of box.parentElement.querySelectorAll("[data-held]")) held.disabled = !isClosed;
  return true;
}

// Hiding or closing one field may hide another, so it is done again until nothing changes.
function refresh(sheet) {
  const now = sheet.dataset.now;
  const conditional = [...sheet.querySelectorAll("[data-when]")];
  for (let round = 0; round < ROUNDS; round += 1) {
    const tree = answersIn(sheet, (field) => field.closest("[data-away]") !== null);
    const changed = conditional.filter((element) => {
      const away = !holds(within(element.dataset.when, rowOf(element)), tree, now);
      if (element.hasAttribute("data-away") === away) return false;
      element.toggleAttribute("data-away", away);
      return true;
    });
    const closed = [...sheet.querySelectorAll("[data-enabled-when]")].filter((box) =>
      close(box, !holds(within(box.dataset.enabledWhen, rowOf(box)), tree, now)));
    if (!changed.length && !closed.length) break;
  }
  const tree = answersIn(sheet, (field) => field.closest("[data-away]") !== null);
  const isMet = (rule, element) => holds(within(rule, rowOf(element)), tree, now);
  markRequired(sheet, isMet);
  unfold(sheet, isMet);
}

// What is asked for from now on is not left folded away.
function markRequired(sheet, isMet) {
  for (const field of sheet.querySelectorAll("[data-required-when]")) {
    const mark = field.querySelector("[data-required-mark]");
    if (!mark) continue;
    const isAsked = isMet(field.dataset.requiredWhen, field);
    if (isAsked && mark.hidden) unfoldAround(mark);
    mark.hidden = !isAsked;
  }
}

const CONTROLS = "input:not([type=hidden]), select, textarea";
const isBlank = (control, form) =>
  control.type === "radio" ? !form.querySelector(`[name="${CSS.escape(control.name)}"]:checked`) : !control.value;

// The first place that must be filled in and is not, so that nobody has to reach for it; else the first of all.
function firstAsked(form) {
  const shown = [...form.querySelectorAll(CONTROLS)].filter((control) => control.offsetParent && !control.disabled);
  const must = (control) => control.closest(".fy-field")?.querySelector(".fy-required:not([hidden])");
  return shown.find((control) => must(control) && isBlank(control, form)) ?? shown[0];
}

function begin(root) {
  for (const sheet of root.querySelectorAll("[data-sheet]")) refresh(sheet);
  const told = root.querySelector("[data-focus]");
  if (told) return told.focus();
  // On a phone the keyboard would hide the page that has just come.
  const form = root === document && document.querySelector("#do > [data-sheet]");
  if (form && window.matchMedia("(pointer: fine)").matches) firstAsked(form)?.focus({ preventScroll: true });
}

document.addEventListener("input", (event) => {
  const sheet = event.target.closest("[data-sheet]");
  if (!sheet) return;
  sheet.dataset.touched = "";
  refresh(sheet);
});

// A second press on a button must not send a second time; the server's key is the judge of that all the same.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.submitter?.name === "_row") return;
  if (form.dataset.sent !== undefined) return event.preventDefault();
  form.dataset.sent = "";
  // A download leaves the page as it is, so its button must come back; a page that is left is gone by then.
  setTimeout(() => delete form.dataset.sent, AGAIN);
  delete form.dataset.touched;
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-touched]")) event.preventDefault();
});

// One form of a case is open at a time: two of the same kind would share the ids of their fields.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.target.matches(".fy-unfold")) return;
  for (const box of document.querySelectorAll(".fy-unfold")) box.replaceChildren();
});

document.addEventListener("htmx:afterSettle", (event) => {
  begin(event.detail.elt.parentElement ?? document);
  const pressed = event.detail.requestConfig?.elt?.value ?? "";
  if (pressed.startsWith("add ")) {
    const rows = document.getElementById(`f-${pressed.slice(4)}`)?.querySelectorAll(":scope > .fy-row");
    rows?.[rows.length - 1]?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  } else if (event.detail.requestConfig?.verb === "get") {
    const place = event.detail.elt;
    (firstAsked(place) ?? place.querySelector("button"))?.focus({ preventScroll: false });
  }
});

// What a plugin's script, or a test, may ask: whether a condition holds, as the page means it.
window.fangyuan = { holds, within };

begin(document);
htmx.config.scrollIntoViewOnBoost = false;
