// What each operation costs: rows written, which D1 bills, as the comments in migrations/ say.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { start } from "./support/service.mjs";

const service = await start();
const source = readFileSync(new URL("../../src/store/sql.rs", import.meta.url), "utf8");
const NOW = "2026-03-02 00:00:00";
let counter = 0;
const id = () => (counter += 1).toString(16).padStart(32, "c");

/** A statement of the service, as it stands in its source. */
function sql(name) {
  return source.match(new RegExp(`pub const ${name}: &str = "\\\\?\\s*(.*?)";`, "s"))[1];
}

/** Rows written by a statement of the service. */
async function written(name, ...parameters) {
  const { meta } = await service.database.prepare(sql(name)).bind(...parameters).run();
  return meta.rows_written;
}

const create = (interaction, action = id()) =>
  written("CREATE", action, interaction, null, "coach", "2026-03-01 10:00:00", null, NOW, "test");

describe("rows written", () => {
  test("create: 2", async () => {
    assert.equal(await create(await service.interaction()), 2);
  });
  test("create of an unknown interaction: 0", async () => {
    assert.equal(await create("0".repeat(32)), 0);
  });
  test("update of the end: 1, and 1 in sys_audit; repeated: 0", async () => {
    const [interaction, action] = [await service.interaction(), id()];
    await create(interaction, action);
    const update = () => written("UPDATE", action, interaction, null, null, null, "2026-03-01 11:00:00", NOW, "test", id());
    assert.equal(await update(), 2);
    assert.equal(await update(), 0);
  });
  for (const n of [1, 10, 100]) {
    test(`end of ${n}: ${n}, and ${n} in sys_audit; repeated: 0`, async () => {
      const interaction = await service.interaction();
      for (let k = 0; k < n; k += 1) await create(interaction);
      const end = () => written("END_ALL", interaction, "2026-03-01 11:00:00", NOW, "test", id());
      assert.equal(await end(), 2 * n);
      assert.equal(await end(), 0);
    });
  }
  test("registering an interaction: 2, a help request: 2", async () => {
    const [interaction, helpRequest] = [id(), id()];
    assert.equal(await written("REGISTER_INTERACTION", interaction, helpRequest, NOW, "test"), 2);
    assert.equal(await written("REGISTER_HELP_REQUEST", interaction, helpRequest, NOW, "test"), 2);
  });
});

test("no statement scans a table: every step of every plan uses a key", async () => {
  const names = [...source.matchAll(/pub const (\w+): &str/g)].map(([, name]) => name);
  assert.ok(names.length > 8);
  for (const name of names) {
    const parameters = Math.max(0, ...[...sql(name).matchAll(/\?(\d)/g)].map(([, n]) => Number(n)));
    const plan = await service.rows(`EXPLAIN QUERY PLAN ${sql(name)}`, ...Array(parameters).fill("x"));
    for (const { detail } of plan) {
      const isBounded = !/^SCAN /.test(detail) || /CONSTANT ROW|last|\(subquery|EXISTS|COVERING INDEX/.test(detail);
      // Whether there is any row at all, or any user with a slow hash among the few there are, is found by looking.
      const isProbe = ["READY", "SIGN_IN"].includes(name);
      assert.ok(isBounded || isProbe, `${name}: ${detail}`);
    }
  }
});
