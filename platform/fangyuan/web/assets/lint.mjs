// Finds what a browser of the floor (Chromium 109) does not know in the built assets: `node lint.mjs FILE...`.
//
// What is known since when is MDN's data; the files are parsed, not searched. Of a script the syntax, the global names and
// the names of members are looked at: a member counts when no interface at all had one of that name by then, and the script
// itself gives nothing that name. What stands in an @supports block, and what GUARDED names, is asked for before it is used;
// a property may stand where its prefixed twin stands beside it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { extname } from "node:path";
import { parse as parseScript } from "acorn";
import { full } from "acorn-walk";
import * as csstree from "css-tree";

const FLOOR = 109;
const SYNTAX = 2023;
const GUARDED = {
  moveBefore: "htmx asks whether it is there",
  parseHTMLUnsafe: "htmx asks whether it is there",
  startViewTransition: "htmx asks whether it is there",
  local: "ECharts: what its texts are called with (textConfig.local), no feature of the browser",
  dimension: "ECharts: a column of its data, no feature of the browser",
  "color-adjust": "the old name of print-color-adjust, which stands beside it with its prefix",
};

const known = createRequire(import.meta.url)("@mdn/browser-compat-data");

// The first version that has a feature without a flag or a prefix; Infinity where none has, null where nobody knows.
function since(node) {
  const support = node?.__compat?.support?.chrome;
  if (!support) return null;
  const versions = [support].flat().map((one) => {
    if (one.flags || one.prefix || one.alternative_name || one.version_removed) return Infinity;
    if (one.version_added === false || one.version_added === "preview") return Infinity;
    return one.version_added === null || one.version_added === true ? 0 : Number.parseFloat(String(one.version_added).replace("≤", ""));
  });
  return Math.min(...versions);
}

const tooNew = (version) => version !== null && version > FLOOR;

// Every name below a tree of data with the earliest version in which anything of that name was there.
function earliest(trees) {
  const found = new Map();
  const visit = (node) => {
    for (const [name, inner] of Object.entries(node)) {
      if (name === "__compat" || typeof inner !== "object") continue;
      const version = since(inner);
      if (version !== null) found.set(name, Math.min(version, found.get(name) ?? Infinity));
      visit(inner);
    }
  };
  trees.forEach(visit);
  return found;
}

const interfaces = [...Object.entries(known.javascript.builtins), ...Object.entries(known.api)];
const members = new Map();
for (const [, parts] of interfaces) {
  for (const [part, node] of Object.entries(parts)) {
    const name = part.replace(/_static$/, "");
    const version = since(node);
    if (version !== null) members.set(name, Math.min(version, members.get(name) ?? Infinity));
  }
}
const functions = earliest([known.css.types, known.css.properties]);
const globals = new Map(interfaces.map(([name, node]) => [name, since(node)]));

const twin = (block, name) => block?.children.some((one) => one.property === `-webkit-${name}`) ?? false;

function* styles(text) {
  const found = [];
  const tell = (node, what, version) => found.push({ ...node.loc.start, what, version });
  const supported = [];
  csstree.walk(csstree.parse(text, { positions: true, parseCustomProperty: false }), {
    enter(node) {
      if (node.type === "Atrule" && node.name === "supports") supported.push(node);
      if (supported.length) return;
      if (node.type === "Atrule" && tooNew(since(known.css["at-rules"][node.name]))) tell(node, `@${node.name}`, since(known.css["at-rules"][node.name]));
      if (node.type === "NestingSelector") tell(node, "nesting (&)", since(known.css.selectors.nesting));
      if (node.type === "Rule" && this.rule && this.rule !== node) tell(node, "nested rules", since(known.css.selectors.nesting));
      if (node.type === "PseudoClassSelector" || node.type === "PseudoElementSelector") {
        const version = since(known.css.selectors[node.name]);
        if (tooNew(version) && !node.name.startsWith("-")) tell(node, `:${node.name}`, version);
      }
      if (node.type === "Declaration" && !(node.property in GUARDED) && !twin(this.block, node.property)) {
        const described = this.atrule && !this.rule ? known.css["at-rules"][this.atrule.name]?.[node.property] : undefined;
        const property = described ?? known.css.properties[node.property];
        if (tooNew(since(property)) && !node.property.startsWith("-")) tell(node, node.property, since(property));
        if (property && node.value.type === "Value") {
          node.value.children.forEach((part) => {
            if (part.type === "Identifier" && tooNew(since(property[part.name]))) tell(node, `${node.property}: ${part.name}`, since(property[part.name]));
          });
        }
      }
      if (node.type === "Function" && tooNew(functions.get(node.name) ?? null)) tell(node, `${node.name}()`, functions.get(node.name));
    },
    leave(node) {
      if (supported.at(-1) === node) supported.pop();
    },
  });
  yield* found;
}

function declared(tree) {
  const names = new Set();
  const pattern = (node) => {
    if (!node) return;
    if (node.type === "Identifier") names.add(node.name);
    for (const inner of [node.left, node.argument, ...(node.elements ?? []), ...(node.properties ?? []).map((one) => one.value ?? one)]) {
      if (inner && node.type !== "Identifier") pattern(inner);
    }
  };
  full(tree, (node) => {
    if (node.type === "VariableDeclarator") pattern(node.id);
    if (/Function|Class/.test(node.type) && node.id) pattern(node.id);
    (node.params ?? []).forEach(pattern);
    if (node.type === "CatchClause") pattern(node.param);
  });
  return names;
}

// The names that a script gives to members of its own objects.
function given(tree) {
  const names = new Set();
  full(tree, (node) => {
    if (/^(Property|MethodDefinition|PropertyDefinition)$/.test(node.type) && !node.computed) names.add(node.key.name ?? node.key.value);
    if (node.type === "AssignmentExpression" && node.left.type === "MemberExpression") names.add(node.left.property.name);
  });
  return names;
}

function* scripts(text) {
  const tree = parseScript(text, { ecmaVersion: SYNTAX, sourceType: "module", locations: true });
  const [own, ours] = [declared(tree), given(tree)];
  const found = [];
  full(tree, (node) => {
    // What an author of a page calls his data is nobody's feature.
    if (node.type === "MemberExpression" && node.object.property?.name === "dataset") return;
    const name = node.type === "MemberExpression" && !node.computed ? node.property.name : node.type === "Identifier" ? node.name : "";
    const versions = node.type === "Identifier" ? globals : members;
    if (!name || name in GUARDED || (node.type === "Identifier" ? own : ours).has(name)) return;
    const version = versions.get(name) ?? null;
    if (tooNew(version)) found.push({ ...node.loc.start, what: node.type === "Identifier" ? name : `.${name}`, version });
  });
  yield* found;
}

const LINTS = { ".css": styles, ".js": scripts };

function* findings(path) {
  try {
    yield* LINTS[extname(path)](readFileSync(path, "utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    yield { line: error.loc?.line ?? 0, column: error.loc?.column ?? 0, what: error.message, version: Infinity };
  }
}

let count = 0;
for (const path of process.argv.slice(2)) {
  for (const { line, column, what, version } of findings(path)) {
    const needs = version === Infinity ? "which no Chromium of its time knows" : `which Chromium knows since ${version}`;
    console.log(`${path}:${line}:${column} ${what}, ${needs}`);
    count += 1;
  }
}
process.exitCode = count ? 1 : 0;
