import { test } from "node:test";
import { start, claims, SECRET } from "./support/service.mjs";
import { caller, query, FIELDS } from "./support/table.mjs";
import { hs256 } from "./support/tokens.mjs";
const service = await start();
const { get, call } = caller(service, `Bearer ${hs256(claims({ roles: ["admin"] }), SECRET)}`);
test("x", async () => {
  for (const p of process.env.P.split(" ")) {
    const a = await get(p);
    console.log(p, a.status, a.text.slice(0, 3000), a.headers["x-ignored-fields"]);
    if (a.status >= 500) console.log(JSON.stringify(await service.logLine(a)));
  }
});
