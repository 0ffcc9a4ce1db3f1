// The sections of a form behind tabs. Without a script they stand one under another, and the list leads to each.
const away = (tab) => tab.closest("li").hidden;

function choose(list, tab, { focus = false } = {}) {
  for (const each of list.querySelectorAll("[role=tab]")) {
    const chosen = each === tab;
    each.setAttribute("aria-selected", chosen);
    each.tabIndex = chosen ? 0 : -1;
    document.getElementById(each.getAttribute("aria-controls")).classList.toggle("fy-tab-away", !chosen);
  }
  if (focus) tab.focus();
}

function make(list) {
  list.querySelector("ol").setAttribute("role", "tablist");
  for (const item of list.querySelectorAll("li")) item.setAttribute("role", "presentation");
  const tabs = [...list.querySelectorAll("a")];
  for (const tab of tabs) {
    const panel = document.getElementById(tab.hash.slice(1));
    tab.setAttribute("role", "tab");
    tab.id = `${panel.id}-tab`;
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
  }
  choose(list, list.querySelector(".fy-progress-wrong a") ?? tabs[0]);
}

function begin(root) {
  for (const list of root.querySelectorAll("[data-tabs]:not([data-made])")) {
    list.dataset.made = "";
    make(list);
  }
}

const listOf = (tab) => tab.closest("[data-tabs]");
const tabOf = (element) => {
  const panel = element?.closest("[role=tabpanel]");
  return panel && document.getElementById(`${panel.id}-tab`);
};

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-tabs] [role=tab]");
  if (tab) {
    event.preventDefault();
    choose(listOf(tab), tab, { focus: true });
    return;
  }
  // A line of the summary leads to its field, on whichever tab that is.
  const link = event.target.closest("a[href^='#']");
  const there = link && tabOf(document.getElementById(decodeURIComponent(link.hash.slice(1))));
  if (there) choose(listOf(there), there);
});

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };
document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[data-tabs] [role=tab]");
  if (!tab || !(event.key in STEPS)) return;
  event.preventDefault();
  const tabs = [...listOf(tab).querySelectorAll("[role=tab]")].filter((each) => !away(each));
  choose(listOf(tab), tabs[(tabs.indexOf(tab) + STEPS[event.key] + tabs.length) % tabs.length], { focus: true });
});

document.addEventListener("htmx:afterSettle", (event) => begin(event.detail.elt.parentElement ?? document));
begin(document);
