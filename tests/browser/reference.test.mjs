// Contract, section 14: the interactive reference. It shows every method of the description, calls the service, and loads nothing from
// another host.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { SCREENSHOTS, launch, open, violations } from "./support/browser.mjs";
import { serve } from "./support/service.mjs";

const description = JSON.parse(readFileSync(fileURLToPath(new URL("../../dev/site/openapi.json", import.meta.url)), "utf8"));
const [service, browser] = [await serve(), await launch()];

async function reference(options = {}) {
  const opened = await open(browser, service.origin, options);
  await opened.page.goto(`${service.origin}/reference`);
  await opened.page.locator(".opblock").first().waitFor({ timeout: 60_000 });
  return opened;
}

/** The block of an operation, unfolded. */
async function unfold(page, id) {
  const block = page.locator(`[id$="-${id}"].opblock`);
  await block.locator(".opblock-summary-control").click();
  await block.locator(".execute").waitFor();
  return block;
}

/** Sends the call as it stands; answers status and body. */
async function execute(block) {
  await block.locator(".execute").click();
  const answer = block.locator(".live-responses-table .response").first();
  const status = await answer.locator(".response-col_status").textContent({ timeout: 60_000 });
  return { status: Number.parseInt(status), body: await answer.locator(".response-col_description pre").first().textContent() };
}

test("every method of the description is there", async () => {
  const { page, context, wrongs } = await reference();
  const methods = Object.values(description.paths).flatMap((path) => Object.values(path));
  assert.equal(await page.locator(".opblock").count(), methods.length);
  assert.ok(methods.length > 20);
  assert.deepEqual(wrongs, []);
  await context.close();
});

test("a call is answered, as the user of the sample data", async () => {
  const { page, context, wrongs } = await reference();
  const read = await execute(await unfold(page, "readRecord"));
  assert.deepEqual([read.status, JSON.parse(read.body).result.number], [200, "IMS0000001"]);
  const created = await execute(await unfold(page, "createOrUpdateHelpAction"));
  assert.deepEqual([created.status, JSON.parse(created.body).result.message], [200, "Supervisor help action created successfully"]);
  assert.deepEqual(wrongs, []);
  await context.close();
});

test("a wrong password is shown as an answer, without the browser's own window", async () => {
  const { page, context, wrongs } = await reference();
  await page.locator(".btn.authorize").click();
  const basic = page.locator(".auth-container").first();
  await basic.getByRole("button", { name: "Logout" }).click();
  assert.deepEqual(await violations(page), []);
  await basic.locator("input").first().fill("cti.integration");
  await basic.locator("input[type=password]").fill("wrong");
  await basic.getByRole("button", { name: "Authorize" }).click();
  await basic.getByRole("button", { name: "Close" }).click();
  const read = await execute(await unfold(page, "readRecord"));
  assert.deepEqual([read.status, JSON.parse(read.body).error.message], [401, "User Not Authenticated"]);
  assert.deepEqual(wrongs, []);
  await context.close();
});

test("another description cannot be named in the address", async () => {
  const { page, context, wrongs } = await open(browser, service.origin);
  await page.goto(`${service.origin}/reference?url=https://example.com/openapi.json&configUrl=https://example.com/config.json`);
  await page.locator("#operations-Feed-readChanges, [id$='-readChanges'].opblock").first().waitFor({ timeout: 60_000 });
  assert.deepEqual(wrongs, []);
  await context.close();
});

for (const [look, options] of Object.entries({ light: {}, dark: { colorScheme: "dark" }, phone: { viewport: { width: 390, height: 844 } } })) {
  test(`an answer, ${look}: axe-core finds nothing`, async () => {
    const { page, context, wrongs } = await reference(options);
    await execute(await unfold(page, "createOrUpdateHelpAction"));
    // Some are cancelled, when the page draws their element anew.
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
    await page.screenshot({ path: `${SCREENSHOTS}/reference-answer-${look}.png` });
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(wrongs, []);
    await context.close();
  });
}
