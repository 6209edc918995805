// Finds how long a withdrawn credential is still accepted. Cloudflare may keep running isolates that have read it.
import { setTimeout as pause } from "node:timers/promises";

const PATH = "/api/now/table/interaction?sysparm_limit=1&sysparm_no_count=true";

/** Calls once a second until `refusalsWanted` calls in a row are refused. */
export async function watchRefusal(client, report, refusalsWanted) {
  report.say(`Calling ${client.origin} once a second. Withdraw the credential now.`);
  let refusals = 0;
  let [firstRefused, lastAccepted] = [undefined, undefined];
  const seconds = (moment) => Math.round((moment - firstRefused) / 1000);
  while (refusals < refusalsWanted) {
    const { status } = await client.get(PATH);
    const isRefused = status === 401 || status === 403;
    const now = Date.now();
    if (isRefused && firstRefused === undefined) report.say(`Refused for the first time: ${status}`);
    if (isRefused) firstRefused ??= now;
    else if (firstRefused !== undefined) report.say(`Accepted again ${seconds(now)} s after the first refusal: ${status}`);
    if (!isRefused) lastAccepted = now;
    refusals = isRefused ? refusals + 1 : 0;
    if (refusals < refusalsWanted) await pause(1000);
  }
  const wasMixed = lastAccepted > firstRefused;
  report.say(
    wasMixed
      ? `Places differed: the last call was accepted ${seconds(lastAccepted)} s after the first refusal.`
      : `Every call since then was refused, ${refusalsWanted} in a row.`,
  );
}
