// The answers that stand in a form, as the tree that conditions are weighed against.
const TYPED = {
  integer: (text) => asNumber(text),
  number: (text) => asNumber(text),
  boolean: (text) => (text === "" ? undefined : text === "true"),
};

function asNumber(text) {
  const plain = text.normalize("NFKC").replace(/[,\s]/g, "");
  return plain === "" || Number.isNaN(Number(plain)) ? undefined : Number(plain);
}

const read = (text, type) => (TYPED[type] ? TYPED[type](text) : text.trim());

// The texts of the named inputs; a group of ticks gives those that are ticked.
function texts(input) {
  // Of a field that may not be filled in now, what stood in it counts.
  if (input.matches(":disabled")) return [];
  if (input.type === "checkbox" || input.type === "radio") return input.checked ? [input.value] : [];
  return [input.value];
}

function put(tree, path, value) {
  const names = path.split(".");
  const last = names.pop();
  const holder = names.reduce((node, name, index) => {
    node[name] ??= /^\d+$/.test(names[index + 1] ?? last) ? [] : {};
    return node[name];
  }, tree);
  holder[last] = value;
}

// Every field that is drawn, with its path, type and whether it takes several values.
export function answersIn(form, isAway) {
  const tree = {};
  for (const field of form.querySelectorAll("[data-answer]")) {
    if (isAway(field)) continue;
    const { answer, type, many } = field.dataset;
    const found = [...field.querySelectorAll(`[name="${CSS.escape(answer)}"]`)].flatMap(texts);
    const values = found.map((text) => read(text, type)).filter((value) => value !== undefined && value !== "");
    // Two inputs of one name are one answer: both, with what stands between them.
    const between = field.querySelector("[data-join]")?.dataset.join;
    if (between !== undefined && values.length !== 2) continue;
    if (values.length) put(tree, answer, between !== undefined ? values.join(between) : many === undefined ? values.at(-1) : values);
  }
  return tree;
}
