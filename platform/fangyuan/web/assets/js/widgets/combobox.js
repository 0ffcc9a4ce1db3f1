// A long list is typed into (ARIA combobox with a list box); the select below keeps the answer and is what is sent.
const MOST = 50;
const plain = (text) => text.normalize("NFKC").toLowerCase().trim();

// Every option with the titles of those above it, since `道路` alone may stand in several branches.
function choicesOf(select) {
  const above = [];
  return [...select.options].filter((option) => option.value !== "").map((option) => {
    const depth = Number(option.dataset.depth ?? 0);
    above.length = depth;
    above[depth] = option.textContent.trim();
    return { value: option.value, title: above[depth], whole: above.join(" / ") };
  });
}

function made(tag, attributes) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

// The input takes the select's id, so that its label and the summary of errors lead to it.
function dressed(select) {
  const { id } = select;
  const input = made("input", {
    id, type: "text", class: select.className.replace("form-select", "form-control"), role: "combobox", autocomplete: "off",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}-options`,
    "aria-describedby": [select.getAttribute("aria-describedby"), `${id}-how`].filter(Boolean).join(" "),
  });
  for (const name of ["aria-invalid", "aria-required"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  const list = made("ul", { id: `${id}-options`, role: "listbox", class: "fy-options", hidden: "" });
  const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
  list.setAttribute("aria-label", label?.textContent.trim() ?? "");
  const box = made("div", { class: "fy-combobox" });
  select.before(box);
  box.append(input, list, select);
  select.removeAttribute("id");
  select.removeAttribute("aria-describedby");
  select.hidden = true;
  return { input, list };
}

export function combobox(select) {
  const choices = choicesOf(select);
  const { input, list } = dressed(select);
  let at = -1;

  const titleOf = (value) => choices.find((choice) => choice.value === value)?.whole ?? "";
  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (value) => {
    const changed = select.value !== value;
    select.value = value;
    input.value = titleOf(value);
    close();
    if (changed) select.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const move = (to) => {
    const items = [...list.children];
    if (!items.length) return;
    at = (to + items.length) % items.length;
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    input.setAttribute("aria-activedescendant", items[at].id);
    items[at].scrollIntoView({ block: "nearest" });
  };
  const open = (typed) => {
    const wanted = plain(typed);
    const found = choices.filter((one) => plain(one.whole).includes(wanted) || plain(one.value).startsWith(wanted));
    list.replaceChildren(...found.slice(0, MOST).map((choice, place) => {
      const item = made("li", { id: `${list.id}-${place}`, role: "option", "aria-selected": "false" });
      item.textContent = choice.whole;
      item.dataset.value = choice.value;
      return item;
    }));
    at = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
  };
  // What is typed counts where it names one choice; else what was chosen before stands again.
  const settle = () => {
    const wanted = plain(input.value);
    const named = choices.find((one) => [one.whole, one.title, one.value].some((text) => plain(text) === wanted));
    take(wanted === "" ? "" : (named?.value ?? select.value));
  };

  input.value = titleOf(select.value);
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    open(input.value);
  });
  input.addEventListener("click", () => list.hidden && open(""));
  input.addEventListener("blur", settle);
  input.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (list.hidden) open(input.value === titleOf(select.value) ? "" : input.value);
      move(key === "ArrowDown" ? at + 1 : at < 0 ? -1 : at - 1);
      event.preventDefault();
    } else if (key === "Enter" && !list.hidden) {
      if (at >= 0) take(list.children[at].dataset.value);
      else settle();
      event.preventDefault();
    } else if (key === "Escape" && !list.hidden) {
      input.value = titleOf(select.value);
      close();
      event.preventDefault();
    }
  });
  // The mouse must not take the focus away before the click counts.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) take(item.dataset.value);
  });
}
