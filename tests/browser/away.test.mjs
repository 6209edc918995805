// Contract, section 14: the board says when it is offline and since when, and catches up by itself.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { board, isLive, place, seen, signIn, signInPage, text } from "./support/board.mjs";
import { launch } from "./support/browser.mjs";
import { serve } from "./support/service.mjs";

const [service, browser] = [await serve(), await launch()];
const { page, context, wrongs } = await board(browser, service);
after(() => assert.deepEqual(wrongs, []));
const { sys_id: call } = await service.interaction();
const offline = (of = page) => of.locator('#connection[data-kind="offline"]').waitFor({ timeout: 60_000 });

test("the service is away: offline since the last word of it; it is back: what happened meanwhile is there", async () => {
  const id = await service.help({ interaction: call, action: "coach" });
  await seen(page, id, "coach");
  await service.stop();
  await offline();
  assert.match(await text(page, "#connection"), /^Offline since \d\d:\d\d:\d\d/);
  assert.equal(await place(page, id), "coach", "what was known stays");
  await service.start();
  const [other] = await Promise.all([service.help({ interaction: call, action: "observe" }), service.help({ interaction: call, action_sys_id: id, end_time: new Date().toISOString() })]);
  await isLive(page);
  await seen(page, other, "observe");
  await seen(page, id, null);
});

test("the database is restored, so the place in the log means nothing: the picture is read anew. A user that is inactive now is signed out", async () => {
  const gone = await service.help({ interaction: call, action: "monitor" });
  await seen(page, gone, "monitor");
  const other = await signInPage(browser, service);
  await signIn(other.page, "admin");
  await isLive(other.page);
  await service.stop();
  service.execute(
    `DELETE FROM supervisor_help_action WHERE sys_id = '${gone}'; UPDATE sys_user SET active = 0 WHERE user_name = 'admin';
     DROP VIEW change_log_epoch; CREATE VIEW change_log_epoch AS SELECT 'b' AS epoch;`,
  );
  await service.start();
  await isLive(page);
  await seen(page, gone, null);
  const id = await service.help({ interaction: call, action: "coach" });
  await seen(page, id, "coach");
  await other.page.locator("#user-field").waitFor({ timeout: 60_000 });
  assert.equal(await text(other.page, "#sign-in-error"), "The service does not take this sign-in any more. Sign in again.");
  assert.equal(await other.page.evaluate(() => sessionStorage.length), 0);
  assert.deepEqual(other.wrongs, []);
});

test("the network of the machine is away", async () => {
  await context.setOffline(true);
  await offline();
  const id = await service.help({ interaction: call, action: "barge_in" });
  await context.setOffline(false);
  await isLive(page);
  await seen(page, id, "barge_in");
});

// Faults that the local service cannot be brought to.
for (const [status, words] of [
  [429, /^Paused since \d\d:\d\d:\d\d: too many calls$/],
  [503, /^Offline since \d\d:\d\d:\d\d: the service answers 503$/],
]) {
  test(`${status}: waits as long as the service asks for, then goes on`, async () => {
    const calls = [];
    await page.route("**/changes?*", (route) => {
      calls.push(performance.now());
      return calls.length === 1 ? route.fulfill({ status, headers: { "retry-after": "3" }, body: "{}" }) : route.fallback();
    });
    // Ends the call that waits, so that the next one meets the fault.
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await page.waitForFunction((status) => document.getElementById("connection").textContent.includes(status === 429 ? "too many" : "503"), status);
    assert.match(await text(page, "#connection"), words);
    await isLive(page);
    await page.unroute("**/changes?*");
    assert.ok(calls[1] - calls[0] >= 3_000, `${calls[1] - calls[0]} ms`);
    const id = await service.help({ interaction: call, action: "observe" });
    await seen(page, id, "observe");
  });
}

test("a wrong clock of this machine does not matter: the service's counts", async () => {
  const id = await service.help({ interaction: call, action: "coach" });
  const { page, context, wrongs } = await signInPage(browser, service);
  // The local service tells no time, as Cloudflare does.
  await page.route("**/api/**", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, headers: { ...answer.headers(), date: new Date(Date.now() + 3_600_000).toUTCString() } });
  });
  await signIn(page);
  await isLive(page);
  assert.match(await page.locator(`.row[data-id="${id}"] .elapsed`).textContent(), /^1:00:\d\d$/);
  assert.deepEqual(wrongs, []);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await context.close();
});
