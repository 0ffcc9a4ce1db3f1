// Reads [rule, tree, now, row] lists as JSON from the standard input, says which rules hold by the bundle that is named.
import { readFileSync } from "node:fs";

// A page on which nothing stands: whatever the bundle asks of it is there and does nothing.
const nothing = new Proxy(function () {}, {
  apply: () => nothing,
  construct: () => nothing,
  get: (_, key) => {
    if (key === Symbol.toPrimitive) return () => "";
    if (key === Symbol.iterator) return function* () {};
    return key === "length" ? 0 : nothing;
  },
  has: () => true,
  set: () => true,
});
const own = {};
const page = new Proxy(own, {
  get: (_, key) => {
    if (key === Symbol.unscopables) return undefined;
    if (key === "window") return page;
    return own[key] ?? globalThis[key] ?? nothing;
  },
  has: () => true,
  set: (_, key, value) => Boolean((own[key] = value)) || true,
});
new Function("page", `with (page) { ${readFileSync(process.argv[2], "utf8")} }`)(page);

const { holds, within } = own.fangyuan;
const asked = JSON.parse(readFileSync(0, "utf8"));
const weighed = ([rule, tree, now, row]) => holds(row === undefined ? rule : within(JSON.stringify(rule), row), tree, now);
// Whoever has the answer leaves the page, whatever it still waits for.
process.stdout.write(JSON.stringify(asked.map(weighed)), () => process.exit());
