// Contract, section 14: sign-in with user and password or a token, kept in the tab alone.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { claims, SECRET } from "../http/support/service.mjs";
import { hs256 } from "../http/support/tokens.mjs";
import { isLive, signIn, signInPage, text } from "./support/board.mjs";
import { launch } from "./support/browser.mjs";
import { USER, serve } from "./support/service.mjs";

const [service, browser] = [await serve(), await launch()];
const { page, context, wrongs } = await signInPage(browser, service);
after(() => assert.deepEqual(wrongs, []));
const error = () => text(page, "#sign-in-error");
const says = (words) => page.waitForFunction((words) => document.getElementById("sign-in-error").textContent === words, words);
const stored = (of = page) => of.evaluate(() => [sessionStorage.length, Object.keys(localStorage)]);

test("nothing given: asks for it, without a call", async () => {
  const calls = service.calls("/api/now/helprequest/changes").length;
  await page.click("button[type=submit]");
  assert.equal(await error(), "Give a user and a password.");
  assert.equal(await page.evaluate(() => document.activeElement.id), "user-field");
  assert.equal(service.calls("/api/now/helprequest/changes").length, calls);
});

for (const [user, password, words] of [
  [USER, "wrong", "The user or the password is wrong."],
  ["nobody", "help-request-demo", "The user or the password is wrong."],
  ["former.integration", "help-request-demo", "The user or the password is wrong."],
  ["agent.desk", "help-request-demo", "This user may not read the board: the role interaction_integration_user is missing."],
]) {
  test(`${user} with the password ${password}: ${words}`, async () => {
    await signIn(page, user, password);
    await says(words);
    assert.ok(await page.locator("#board").isHidden());
    assert.deepEqual((await stored())[0], 0, "nothing is kept");
  });
}

test("a wrong token", async () => {
  await page.check("input[value=token]");
  await page.fill("#token-field", hs256(claims(), "another-secret-0123456789-0123456789"));
  await page.keyboard.press("Enter");
  await says("The token is not valid.");
});

test("a good token: the board, with its subject", async () => {
  await page.fill("#token-field", hs256(claims({ sub: "süd" }), SECRET));
  await page.keyboard.press("Enter");
  await isLive(page);
  assert.equal(await text(page, "#user-name"), "süd");
  await page.click("#sign-out");
  await page.locator("#user-field").waitFor();
  assert.deepEqual(await stored(), [0, []]);
});

test("user and password: the board; the tab keeps them over a reload, no other tab has them, and a sign-out forgets them", async () => {
  await signIn(page);
  await isLive(page);
  assert.equal(await text(page, "#user-name"), USER);
  assert.equal(await page.locator(".row").count(), 3);
  await page.reload();
  await isLive(page);
  assert.deepEqual(await stored(), [1, []]);
  const other = await context.newPage();
  await other.goto(`${service.origin}/board`);
  await other.locator("#user-field").waitFor();
  assert.deepEqual(await stored(other), [0, []]);
  await other.close();
  await page.click("#sign-out");
  await page.locator("#user-field").waitFor();
  assert.deepEqual(await stored(), [0, []]);
  assert.equal(await page.locator(".row").count(), 0, "the records are off the page");
  await page.reload();
  await page.locator("#user-field").waitFor();
});

test("no credentials are in an address", () => {
  assert.ok(!service.lines.some((line) => line.includes("help-request-demo") || line.includes("Basic ")));
});
