// A browser, and pages in it that note what must not happen: a request to another host, a violation of the Content-Security-Policy,
// an error of a script.
import { mkdirSync, readFileSync } from "node:fs";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { executable } from "./executable.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Where screenshots go, for people to look at. Not part of the repository. */
export const SCREENSHOTS = `${root}.wrangler/test/screenshots`;
mkdirSync(SCREENSHOTS, { recursive: true });

const ARGUMENTS = [
  "--headless=shell",
  // Containers often run as root, which Chromium's sandbox refuses. The pages are our own.
  "--no-sandbox",
  "--no-zygote",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A browser that ends with the test file. */
export async function launch() {
  const browser = await chromium.launch({ executablePath: await executable(), args: ARGUMENTS, headless: true });
  after(() => browser.close());
  return browser;
}

/**
 * A page of a new tab with a storage of its own. `wrongs` lists what must not happen. `options` are playwright's own for a
 * context.
 */
export async function open(browser, origin, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, locale: "en-GB", timezoneId: "Europe/Berlin", ...options });
  const page = await context.newPage();
  const wrongs = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`)) wrongs.push(`request to ${request.url()}`);
  });
  page.on("pageerror", (error) => wrongs.push(`error: ${error.message}`));
  page.on("console", (message) => {
    // The browser notes each answer that is no success by itself; tests provoke them.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) wrongs.push(`console: ${message.text()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
  });
  return { page, context, wrongs };
}

const axe = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

/** What axe-core finds. It is put in by way of the debugger: the pages load no script but their own. */
export async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join("; ")}`);
}
