// Contract, section 14: the static files. No call of the Worker, strict headers, nothing from another host; light, dark, phone;
// axe-core finds nothing.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { board, signInPage } from "./support/board.mjs";
import { SCREENSHOTS, launch, open, violations } from "./support/browser.mjs";
import { serve } from "./support/service.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const [service, browser] = [await serve(), await launch()];
const site = readdirSync(`${root}dev/site`).filter((name) => name !== "_headers");
const addresses = site.map((name) => `/${name.replace(/^index\.html$/, "").replace(/\.html$/, "")}`);
// The interaction of the examples, which dev/demo-data.sql has.
await service.interaction({ sys_id: "de300000000000000000000000000001" });

const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  "strict-transport-security": "max-age=31536000",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "cache-control": "public, max-age=0, must-revalidate, no-transform",
};

/** Swagger UI's icons are in its style sheet, and it sets HTML as texts. */
const ON_THE_REFERENCE = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

for (const address of addresses) {
  const headers = address === "/reference" ? { ...HEADERS, ...ON_THE_REFERENCE } : HEADERS;
  test(`${address}: served with all headers, and without a call of the Worker`, async () => {
    const answer = await fetch(service.origin + address);
    assert.equal(answer.status, 200);
    for (const [name, value] of Object.entries(headers)) assert.equal(answer.headers.get(name), value, name);
    assert.equal(answer.headers.get("x-transaction-id"), null);
    const again = await fetch(service.origin + address, { headers: { "if-none-match": answer.headers.get("etag") } });
    assert.equal(again.status, 304);
    // The Worker logs each call, this one too, and in order.
    await fetch(`${service.origin}/healthz`);
    assert.deepEqual(service.calls(address), []);
  });
}

test("all other paths are the Worker's, for browsers too", async () => {
  for (const path of ["/nowhere", "/board/x", "/api", "/api/now/board", "/_headers"]) {
    const answer = await fetch(service.origin + path, { headers: { accept: "text/html,*/*;q=0.8", "sec-fetch-mode": "navigate" } });
    const body = await answer.json();
    assert.deepEqual([answer.status, body.error.message], [400, "Requested URI does not represent any resource"], path);
  }
});

test("no file lies where the API is", () => {
  for (const address of addresses) assert.doesNotMatch(address, /^\/(api|cti|oauth|healthz|readyz)/);
});

test("the pages lead to one another", async () => {
  for (const address of ["/", "/board", "/reference"]) {
    const text = await (await fetch(service.origin + address)).text();
    const links = [...text.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, link]) => link);
    assert.ok(links.length >= 3);
    for (const link of links) assert.ok(addresses.includes(link), `${address}: ${link}`);
  }
});

test("the examples of the start page are copied, and work as they are", async () => {
  const { page, context, wrongs } = await open(browser, service.origin);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`${service.origin}/`);
  const commands = [];
  for (const button of await page.locator("button.copy").all()) {
    await button.click();
    await page.waitForFunction((button) => button.textContent === "Copied", await button.elementHandle());
    commands.push(await page.evaluate(() => navigator.clipboard.readText()));
  }
  const answers = [];
  for (const command of commands) {
    const { stdout } = await promisify(execFile)("bash", ["-c", command.replace("curl ", "curl --silent ")]);
    answers.push(JSON.parse(stdout).result);
  }
  assert.equal(answers.length, 3);
  assert.equal(answers[0].message, "Supervisor help action created successfully");
  assert.match(answers[1].message, /^end_time updated for all/);
  assert.deepEqual(answers[2].map(({ action }) => action), ["coach"]);
  assert.deepEqual(wrongs, []);
  await context.close();
});

const LOOKS = {
  light: {},
  dark: { colorScheme: "dark" },
  phone: { viewport: { width: 390, height: 844 } },
  "narrow phone, dark": { viewport: { width: 320, height: 640 }, colorScheme: "dark" },
};
const PAGES = {
  start: async (options) => {
    const opened = await open(browser, service.origin, options);
    await opened.page.goto(`${service.origin}/`);
    return opened;
  },
  reference: async (options) => {
    const opened = await open(browser, service.origin, options);
    await opened.page.goto(`${service.origin}/reference`);
    await opened.page.locator(".opblock").first().waitFor({ timeout: 60_000 });
    return opened;
  },
  "sign-in": async (options) => {
    const opened = await signInPage(browser, service, options);
    await opened.page.click("button[type=submit]");
    return opened;
  },
  board: async (options) => {
    const opened = await board(browser, service, options);
    await opened.page.locator("summary").click();
    return opened;
  },
};
const { sys_id: call } = await service.interaction({ short_description: "A caller with a description that is much longer than the column of a narrow screen" });
await service.helpRequest(call, { reason: "Areasonwithoutanyblankthatislongerthanthescreenofaphoneandevenlongerthanthat", opened_by: "ana.silva" });
await service.help({ interaction: call, action: "observe" });

for (const [look, options] of Object.entries(LOOKS)) {
  for (const [name, visit] of Object.entries(PAGES)) {
    test(`${name}, ${look}: axe-core finds nothing, nothing is wider than the screen, nothing comes from another host`, async () => {
      const { page, context, wrongs } = await visit(options);
      await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
      await page.screenshot({ path: `${SCREENSHOTS}/${name}-${look.replaceAll(/\W+/g, "-")}.png`, fullPage: true });
      assert.deepEqual(await page.evaluate(() => [document.documentElement.scrollWidth - innerWidth]), [0]);
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(wrongs, []);
      await context.close();
    });
  }
}
