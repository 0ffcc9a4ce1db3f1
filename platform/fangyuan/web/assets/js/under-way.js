// A page of something that is under way is asked for anew: what has changed in it is put in its place, and nothing else is
// touched, so that whoever stands on a button or reads a line stays there.
const EVERY = 2000;

// The next of our nodes that is of the same kind as one of the new page.
function alike(node, other) {
  let found = node;
  while (found && (found.nodeName !== other.nodeName || (found.id ?? "") !== (other.id ?? ""))) found = found.nextSibling;
  return found;
}

function dropUntil(node, end) {
  let gone = node;
  while (gone !== end) {
    const next = gone.nextSibling;
    gone.remove();
    gone = next;
  }
}

function dress(here, there) {
  for (const name of here.getAttributeNames()) if (!there.hasAttribute(name)) here.removeAttribute(name);
  for (const { name, value } of there.attributes) if (here.getAttribute(name) !== value) here.setAttribute(name, value);
}

function bring(here, there) {
  let next = here.firstChild;
  for (const node of [...there.childNodes]) {
    const same = alike(next, node);
    if (!same) {
      here.insertBefore(node, next);
      continue;
    }
    dropUntil(next, same);
    if (same.nodeType !== Node.ELEMENT_NODE) {
      if (same.data !== node.data) same.data = node.data;
    } else if (same.nodeName !== "NOSCRIPT") {
      dress(same, node);
      bring(same, node);
    }
    next = same.nextSibling;
  }
  dropUntil(next, null);
}

const main = document.getElementById("content");
const isUnderWay = () => main?.querySelector("[data-under-way]");
const isSent = () => main.querySelector("form[data-sent]");
const outcome = () => [...main.querySelectorAll("[data-outcome]")].map((one) => one.innerText).join(" ");

// The words of the way stand in a live region of their own; those of the end may stand in a part that has just come.
function over(told, focused) {
  told.textContent = outcome();
  if (!focused || focused.isConnected) return;
  const heading = main.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

async function ask(told) {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  // Nothing is changed while a button that was pressed is on its way.
  if (!answer || answer.status >= 500 || isSent()) return;
  // It was thrown away elsewhere, or nobody is signed in any more: that is for the whole page to say.
  if (!answer.ok || answer.redirected) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const focused = main.contains(document.activeElement) ? document.activeElement : null;
  bring(main, page.getElementById("content"));
  document.title = page.title;
  if (!isUnderWay()) over(told, focused);
}

async function watch(told) {
  while (isUnderWay()) {
    await new Promise((done) => setTimeout(done, EVERY));
    if (isUnderWay()) await ask(told);
  }
}

if (isUnderWay()) {
  const told = document.createElement("div");
  told.className = "visually-hidden";
  told.setAttribute("aria-live", "polite");
  document.body.append(told);
  watch(told);
}
