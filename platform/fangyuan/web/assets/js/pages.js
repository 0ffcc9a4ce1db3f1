// Small comforts of the pages: filters that send themselves, a print button, a menu that closes.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  for (const menu of document.querySelectorAll("details.fy-person[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

if (document.querySelector("[data-print-now]")) window.addEventListener("load", () => window.print());

// A link into a closed box opens it.
function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.tagName === "DETAILS") target.open = true;
}
window.addEventListener("hashchange", openTarget);
openTarget();
