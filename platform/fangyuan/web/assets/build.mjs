// Bundles every entry point into ../static/build/; writes manifest.json (file name -> content hash for ?v=) and licences.txt.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "build");

rmSync(out, { recursive: true, force: true });
const result = await build({
  absWorkingDir: here,
  entryPoints: ["boot.js", "app.js", "charts.js", "app.css"],
  outdir: out,
  bundle: true,
  minify: true,
  sourcemap: true,
  metafile: true,
  legalComments: "linked",
  target: ["chrome109"],
  logLevel: "warning",
});

const manifest = {};
for (const path of Object.keys(result.metafile.outputs).filter((path) => /\.(js|css)$/.test(path))) {
  const body = readFileSync(join(here, path));
  manifest[basename(path)] = createHash("sha256").update(body).digest("hex").slice(0, 12);
}

// The licence of every package that is in a bundle, whole, with the notice that some ask to be passed on.
const packages = new Set(Object.keys(result.metafile.inputs).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]));
const licences = [...packages].filter(Boolean).sort().map((name) => {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)(\.(md|txt))?$/i.test(file)).sort();
  return [`${name} ${version} (${license})`, ...texts.map((file) => readFileSync(join(folder, file), "utf8").trim())].join("\n\n");
});
writeFileSync(join(out, "licences.txt"), `${licences.join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
