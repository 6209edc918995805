// The board's line on the relay. The answers are put in: the local run has no relay. Time is put forward in the page alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isLive, signIn, signInPage, text } from "./support/board.mjs";
import { SCREENSHOTS, launch, violations } from "./support/browser.mjs";
import { serve } from "./support/service.mjs";

const [service, browser] = [await serve(), await launch()];
const RUNNING = { state: "running", pause: null, waiting: 12, oldest_seconds: 95, delivered: 4711, parked_count: 0, parked: [] };
const PAUSED = { ...RUNNING, state: "paused", pause: { reason: "asleep", pauses: 3, next_try: "2099-11-28T10:15:00Z" } };
const PARKED = { ...RUNNING, waiting: 0, oldest_seconds: null, parked_count: 1 };
const PAUSED_LINE = "Relay paused: the instance is asleep or being upgraded, next try at 11:15:00. 12 changes wait, the oldest for 1:35.";

/** A board whose relay answers `answer.result`, or `answer.status`. `asked` counts the questions. */
async function boardWith(answer, options = {}) {
  const opened = await signInPage(browser, service, options);
  const { page } = opened;
  const asked = { count: 0 };
  await page.clock.install();
  await page.reload();
  await page.evaluate(() => {
    const { fetch } = globalThis;
    globalThis.asked = [];
    globalThis.fetch = (path, options) => {
      if (path.endsWith("/relay")) globalThis.asked.push(Date.now());
      return fetch(path, options);
    };
  });
  await page.route("**/api/now/helprequest/relay", (route) => {
    asked.count += 1;
    const { status = 200, result } = answer;
    return route.fulfill({ status, contentType: "application/json", body: JSON.stringify(status === 200 ? { result } : { error: {} }) });
  });
  await signIn(page);
  await isLive(page);
  return { ...opened, asked, answer };
}

/** The least time between two questions, by the clock of the page, in milliseconds. */
const leastGap = async (page) => {
  const asked = await page.evaluate(() => globalThis.asked);
  assert.ok(asked.length >= 2);
  return Math.min(...asked.slice(1).map((moment, at) => moment - asked[at]));
};

const says = (page, words) => page.waitForFunction((words) => document.getElementById("relay").textContent === words, words);
const announced = (page, words) => page.waitForFunction((words) => document.getElementById("announcer").textContent.includes(words), words, { timeout: 60_000 });
const look = (page, state) =>
  page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);

/** Gives the page time to ask, if it would. */
const settle = (page) => page.evaluate(() => fetch("/healthz").then(() => fetch("/healthz"))).then(() => page.waitForTimeout(300));

test("running, paused, parked, no answer: the line says so, every 30 seconds, and a screen reader hears what is new", async () => {
  const { page, context, wrongs, answer } = await boardWith({ result: RUNNING });
  await says(page, "Relay running. 12 changes wait, the oldest for 1:35.");
  assert.ok(await page.locator("#relay").isVisible());
  assert.equal(await page.getAttribute("#relay", "class"), "relay");
  answer.result = PAUSED;
  await page.clock.runFor(31_000);
  await says(page, PAUSED_LINE);
  assert.equal(await page.getAttribute("#relay", "class"), "relay unwell");
  await page.clock.runFor(12_000);
  await announced(page, "Relay paused: the instance is asleep or being upgraded.");
  answer.result = PARKED;
  await page.clock.runFor(31_000);
  await says(page, "Relay running. No change waits. 1 record is parked.");
  await page.clock.runFor(12_000);
  await announced(page, "Relay running again. 1 record is parked.");
  answer.status = 500;
  await page.clock.runFor(31_000);
  await says(page, "Relay: the state is not known at the moment.");
  assert.ok((await leastGap(page)) >= 30_000);
  assert.deepEqual(wrongs, []);
  await context.close();
});

test("a page out of sight does not ask; it asks when it is seen again", async () => {
  const { page, context, wrongs, asked, answer } = await boardWith({ result: RUNNING });
  await says(page, "Relay running. 12 changes wait, the oldest for 1:35.");
  await look(page, "hidden");
  await page.clock.runFor(120_000);
  await settle(page);
  assert.equal(asked.count, 1);
  answer.result = PARKED;
  await look(page, "visible");
  await says(page, "Relay running. No change waits. 1 record is parked.");
  await look(page, "hidden");
  await look(page, "visible");
  await settle(page);
  assert.ok((await leastGap(page)) >= 30_000, "another look asks nothing before it is time");
  assert.deepEqual(wrongs, []);
  await context.close();
});

for (const [name, first] of [
  ["off", { result: { state: "off" } }],
  ["403", { status: 403 }],
]) {
  test(`${name}: no line, the board stays, and it is not asked again until the next sign-in`, async () => {
    const { page, context, wrongs, asked, answer } = await boardWith({ ...first });
    await page.clock.runFor(120_000);
    await settle(page);
    assert.equal(asked.count, 1);
    assert.ok(await page.locator("#relay").isHidden());
    assert.ok(await page.locator("#board").isVisible());
    Object.assign(answer, { status: 200, result: PAUSED });
    await page.click("#sign-out");
    await signIn(page);
    await says(page, PAUSED_LINE);
    await page.click("#sign-out");
    assert.equal(await text(page, "#relay"), "", "the line is off the page");
    Object.assign(answer, first);
    await signIn(page);
    await isLive(page);
    await settle(page);
    assert.deepEqual([asked.count, await page.locator("#relay").isHidden()], [3, true], "another user does not see it");
    assert.deepEqual(wrongs, []);
    await context.close();
  });
}

for (const [look, options] of Object.entries({
  light: {},
  dark: { colorScheme: "dark" },
  "phone-light": { viewport: { width: 320, height: 640 } },
  "phone-dark": { viewport: { width: 320, height: 640 }, colorScheme: "dark" },
})) {
  test(`${look}: axe-core finds nothing, nothing is wider than the screen`, async () => {
    const answer = { result: { ...PAUSED, parked_count: 2 } };
    const { page, context, wrongs } = await boardWith(answer, options);
    for (const [state, words] of [["paused", `${PAUSED_LINE} 2 records are parked.`], ["running", "Relay running. 12 changes wait, the oldest for 1:35."]]) {
      await says(page, words);
      await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
      await page.screenshot({ path: `${SCREENSHOTS}/relay-${state}-${look}.png` });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
      assert.deepEqual(await violations(page), []);
      answer.result = RUNNING;
      await page.clock.runFor(31_000);
    }
    assert.deepEqual(wrongs, []);
    await context.close();
  });
}
