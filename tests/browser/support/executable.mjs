// The browser of the tests. Run by itself, it unpacks the browser: two test files that both unpacked it would disturb each other.
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

/** The path of the browser. */
export async function executable() {
  if (process.env.CHROME) return process.env.CHROME;
  if (process.platform === "linux" && process.arch === "x64") {
    const { default: packaged } = await import("@sparticuz/chromium");
    // It is unpacked into a folder of this project: another version may lie in that of the machine.
    const { TMPDIR } = process.env;
    process.env.TMPDIR = `${root}.tools/browser`;
    mkdirSync(process.env.TMPDIR, { recursive: true });
    const path = await packaged.executablePath();
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    return path;
  }
  const found = PLACES.find((place) => existsSync(place));
  if (!found) throw new Error("there is no Chrome or Chromium; install one, or name it in the environment variable CHROME");
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await executable();
