// A tree of divisions is gone down level by level; the select with all of them keeps the answer and is what is sent.
function treeOf(select) {
  const root = { children: [] };
  const above = [root];
  for (const option of select.options) {
    if (option.value === "") continue;
    const depth = Number(option.dataset.depth ?? 0);
    const node = { value: option.value, title: option.textContent.trim(), children: [] };
    above[depth].children.push(node);
    above.length = depth + 1;
    above.push(node);
  }
  return root;
}

const holds = (node, value) => node.value === value || node.children.some((child) => holds(child, value));

function level(select, node, number, chosen) {
  const own = document.createElement("select");
  own.className = "form-select";
  own.append(new Option(select.options[0].textContent, ""), ...node.children.map((child) => new Option(child.title, child.value)));
  own.value = node.children.find((child) => holds(child, chosen))?.value ?? "";
  const label = document.querySelector(`label[for="${CSS.escape(select.dataset.id)}"]`)?.textContent.trim() ?? "";
  if (number > 1) own.setAttribute("aria-label", `${label} ${number}`);
  else own.id = select.dataset.id;
  for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
    if (select.hasAttribute(name)) own.setAttribute(name, select.getAttribute(name));
  }
  return own;
}

export function cascade(select) {
  const root = treeOf(select);
  if (!root.children.some((child) => child.children.length)) return;
  const box = document.createElement("div");
  box.className = "fy-cascade";
  select.before(box);
  box.append(select);
  select.dataset.id = select.id;
  select.removeAttribute("id");
  select.hidden = true;

  const draw = (focused) => {
    box.querySelectorAll("select:not([data-cascade])").forEach((old) => old.remove());
    let node = root;
    for (let number = 1; node?.children.length; number += 1) {
      const own = level(select, node, number, select.value);
      own.dataset.level = number;
      select.before(own);
      node = node.children.find((child) => child.value === own.value);
    }
    box.querySelector(`[data-level="${focused}"]`)?.focus();
  };
  box.addEventListener("change", (event) => {
    const own = event.target;
    const number = Number(own.dataset.level);
    const above = box.querySelector(`[data-level="${number - 1}"]`);
    select.value = own.value || above?.value || "";
    draw(number);
    select.dispatchEvent(new Event("input", { bubbles: true }));
  });
  draw(0);
}
