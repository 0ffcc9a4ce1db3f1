// Bundles every entry point into ../static/build/ and writes manifest.json: file name -> content hash for ?v=.
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "build");

rmSync(out, { recursive: true, force: true });
const result = await build({
  absWorkingDir: here,
  entryPoints: ["boot.js", "app.js", "app.css"],
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
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
