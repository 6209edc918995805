// Loads a module of web/ that needs no browser.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL("../../web/", import.meta.url));

export async function load(path) {
  const { outputFiles } = await build({ entryPoints: [web + path], bundle: true, format: "esm", write: false, logLevel: "warning" });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
