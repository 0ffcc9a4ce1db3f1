// Reads [rule, tree, now] triples as JSON from the standard input, says which rules hold.
import { readFileSync } from "node:fs";

const { holds } = await import(process.argv[2]);
const pairs = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(pairs.map(([rule, tree, now]) => holds(rule, tree, now))));
