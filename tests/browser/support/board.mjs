// What a supervisor does on the board, and sees.
import { open } from "./browser.mjs";
import { PASSWORD, USER } from "./service.mjs";

/** A page with the sign-in of the board. */
export async function signInPage(browser, service, options = {}) {
  const opened = await open(browser, service.origin, options);
  await opened.page.goto(`${service.origin}/board`);
  await opened.page.locator("#user-field").waitFor();
  return opened;
}

export async function signIn(page, user = USER, password = PASSWORD) {
  await page.fill("#user-field", user);
  await page.fill("#password-field", password);
  await page.keyboard.press("Enter");
}

/** A page with the board, live. */
export async function board(browser, service, options = {}) {
  const opened = await signInPage(browser, service, options);
  await signIn(opened.page);
  await isLive(opened.page);
  return opened;
}

export const isLive = (page) => page.locator('#connection[data-kind="live"]').waitFor({ timeout: 60_000 });

/** Where a record is on the board: `waiting`, a kind of help, or nowhere (null). */
export const place = (page, id) =>
  page.evaluate((id) => {
    const row = document.querySelector(`.row[data-id="${id}"]`);
    return row?.closest("[data-kind]")?.dataset.kind ?? row?.closest("section")?.id ?? null;
  }, id);

/** Waits until a record is there; answers how long that took, in milliseconds. */
export async function seen(page, id, where) {
  const from = performance.now();
  await page.waitForFunction(
    ([id, where]) => {
      const row = document.querySelector(`.row[data-id="${id}"]`);
      return (row?.closest("[data-kind]")?.dataset.kind ?? row?.closest("section")?.id ?? null) === where;
    },
    [id, where],
    { timeout: 60_000, polling: "raf" },
  );
  return performance.now() - from;
}

export const text = (page, selector) => page.locator(selector).textContent();
