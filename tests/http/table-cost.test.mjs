// Contract, sections 5 and 7: what calls of the Table API cost, on which copy of the database they run, what happens when it
// fails, and that the service's description of the tables is that of the database.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectFailure, expectResult, expectTableFaults, INTERNAL, NO_RECORD, UNAVAILABLE, UNKNOWN_OF_TABLE } from "./support/expect.mjs";
import { message, valuesIn } from "./support/messages.mjs";
import { held, observedDatabase } from "./support/observed-database.mjs";
import { claims, SECRET, start } from "./support/service.mjs";
import { caller, clear, FIELDS, id, query, seed, snapshot } from "./support/table.mjs";
import { hs256 } from "./support/tokens.mjs";

const observed = observedDatabase();
const service = await start({ observed });
const { call, get } = caller(service);
const admin = caller(service, `Bearer ${hs256(claims({ roles: ["admin"] }), SECRET)}`);
const HELP_ACTION = "supervisor_help_action";
const N = 1000;
const CHANGED = 5;
const hex = (n) => id(n.toString(16));

// A thousand interactions, of which each has a help request, a help action and an entry of history.
await clear(service);
const numbers = Array.from({ length: N }, (_, n) => n + 1);
await seed(service, "interaction", numbers.map((n) => ({ sys_id: hex(n), number: `IMS${String((n * 7) % N).padStart(7, "0")}`, type: n % 2 ? "phone" : "chat" })));
await seed(service, "interaction_help_request", numbers.map((n) => ({ sys_id: hex(n + 0x10000), interaction: hex(n) })));
await seed(service, HELP_ACTION, numbers.map((n) => ({ sys_id: hex(n + 0x20000), interaction: hex(n), help_request: hex(n + 0x10000), action: "coach", start_time: "2026-03-01 10:00:00" })));
await service.rows("UPDATE supervisor_help_action SET end_time = '2026-03-01 11:00:00'");
// History of the first records, by their ids.
await service.rows("UPDATE interaction SET short_description = 'changed' WHERE sys_id <= ?1", hex(CHANGED));
const ONE = hex(500);
const REQUEST = hex(0x10000 + 500);
const ACTION = hex(0x20000 + 500);

/** What one call asks of the database: its answer, and a list of batches. */
async function asked(send) {
  observed.batches.length = 0;
  const answer = await send();
  const batches = observed.batches.map(({ constraint, statements, metas = [] }) => ({
    constraint,
    statements,
    read: metas.reduce((sum, meta) => sum + meta.rows_read, 0),
    written: metas.reduce((sum, meta) => sum + meta.rows_written, 0),
  }));
  return { answer, batches };
}
const constraints = ({ batches }) => batches.map(({ constraint }) => constraint);

let made = 0;
async function created(table = "interaction", fields = {}) {
  made += 1;
  const sys_id = id(`f${made.toString(16).padStart(7, "0")}`);
  const needed = table === "interaction" ? {} : { interaction: ONE };
  const answer = await call("POST", `table/${table}`, { sys_id, ...needed, ...fields });
  assert.equal(answer.status, 201, answer.text);
  return sys_id;
}
const row = async (table, sys_id) => (await service.rows(`SELECT * FROM ${table} WHERE sys_id = ?1`, sys_id))[0];

describe("one round trip for each call, and rows written", () => {
  const cases = {
    "a list": [200, 2, 0, () => get("table/interaction?sysparm_limit=1")],
    "a list without a count": [200, 1, 0, () => get("table/interaction?sysparm_limit=1&sysparm_no_count=true")],
    "a list with all that leads further": [200, 2, 0, () => get(`table/${HELP_ACTION}?sysparm_limit=1&sysparm_display_value=all&sysparm_fields=interaction.number,help_request.state`)],
    "an empty list": [200, 2, 0, () => get("table/interaction?number=none")],
    "one record": [200, 1, 0, () => get(`table/interaction/${ONE}`)],
    "a record that does not exist": [404, 1, 0, () => get(`table/interaction/${hex(0xfffff)}`)],
    "statistics": [200, 1, 0, () => get(`stats/${HELP_ACTION}?sysparm_count=true&sysparm_group_by=action`)],
    "history": [200, 2, 0, () => admin.get("table/sys_audit?sysparm_limit=1")],
    "an interaction created": [201, 3, 8, () => call("POST", "table/interaction", {})],
    "a help request created": [201, 3, 7, () => call("POST", "table/interaction_help_request", { interaction: ONE, reason: "x" })],
    "an interaction changed": [200, 3, 4, async () => call("PATCH", `table/interaction/${ONE}`, { type: `t${(made += 1)}` })],
    "an interaction that has the values already": [200, 3, 0, async () => call("PATCH", `table/interaction/${hex(499)}`, { type: "phone" })],
    "nothing to change": [200, 2, 0, () => call("PUT", `table/interaction/${ONE}`, {})],
    "a help request changed": [200, 3, 4, () => call("PUT", `table/interaction_help_request/${REQUEST}`, { reason: `r${(made += 1)}` })],
    "a sys_id that is taken": [409, 3, 0, () => call("POST", "table/interaction", { sys_id: ONE })],
    "a reference to nothing": [400, 3, 0, () => call("POST", "table/interaction_help_request", { interaction: hex(0xfffff) })],
    "a record that is in use": [409, 3, 0, () => call("DELETE", `table/interaction/${ONE}`)],
    "a record to delete that does not exist": [404, 3, 0, () => call("DELETE", `table/interaction/${hex(0xfffff)}`)],
  };
  for (const [name, [status, statements, written, send]] of Object.entries(cases)) {
    test(`${name}: ${statements} statements, ${written} rows written`, async () => {
      const { answer, batches } = await asked(send);
      assert.deepEqual(
        [answer.status, batches.length, batches.map((batch) => batch.statements.length), batches.map((batch) => batch.written)],
        [status, 1, [statements], [written]],
        answer.text,
      );
    });
  }
  test("a record deleted: its row and its entries in indexes, its stamp, and 2 in the log", async () => {
    for (const table of ["interaction", "interaction_help_request"]) {
      const sys_id = await created(table);
      const { answer, batches } = await asked(() => call("DELETE", `table/${table}/${sys_id}`));
      assert.deepEqual([answer.status, batches.length, batches[0].statements.length], [204, 1, 3]);
      assert.ok(batches[0].written >= 3 && batches[0].written <= 12, `${batches[0].written} rows`);
    }
  });
  test("none for what is refused before", async () => {
    for (const send of [
      () => get("table/interaction?sysparm_limit=x"),
      () => get("table/interaction/xyz"),
      () => call("PATCH", "table/interaction/xyz", { type: "x" }),
      () => call("DELETE", "table/interaction/xyz"),
      () => call("POST", "table/interaction", { state: "x" }),
      () => call("POST", `table/${HELP_ACTION}`, {}),
      () => get("table/sys_audit"),
      () => get("table/interaction", { authorization: "Bearer x" }),
      () => get("table/interaction", { "x-d1-bookmark": "'" }),
      () => get("table/interaction", { accept: "text/html" }),
    ]) {
      const { answer, batches } = await asked(send);
      assert.ok(answer.status >= 400);
      assert.equal(batches.length, 0, answer.text);
      assert.equal(answer.headers["x-d1-bookmark"], undefined);
    }
  });
  test("Basic: one more, which is the sign-in's, the first time", async () => {
    const { get: basic } = caller(service, `Basic ${Buffer.from("cti.integration:help-request-demo").toString("base64")}`);
    const first = await asked(() => basic("table/interaction?sysparm_limit=1"));
    assert.deepEqual([first.answer.status, constraints(first)], [200, [null, "first-primary"]]);
    const second = await asked(() => basic("table/interaction?sysparm_limit=1"));
    assert.deepEqual([second.answer.status, constraints(second)], [200, ["first-primary"]]);
  });
});

describe("which copy of the database", () => {
  const READS = ["table/interaction?sysparm_limit=1", `table/interaction/${ONE}`, "stats/interaction?sysparm_count=true", `table/interaction/${hex(0xfffff)}`];
  const BOOKMARK = /^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}$/;
  test("reads: the primary, for those who know no bookmark", async () => {
    for (const path of READS) {
      const result = await asked(() => get(path));
      assert.deepEqual(constraints(result), ["first-primary"]);
      assert.match(result.answer.headers["x-d1-bookmark"], BOOKMARK);
    }
  });
  test("reads with a bookmark: one that is as new", async () => {
    const { headers } = await call("POST", "table/interaction", {});
    const bookmark = headers["x-d1-bookmark"];
    assert.match(bookmark, BOOKMARK);
    for (const path of READS) {
      const result = await asked(() => get(path, { "x-d1-bookmark": bookmark }));
      assert.deepEqual(constraints(result), [bookmark]);
      assert.match(result.answer.headers["x-d1-bookmark"], BOOKMARK);
      assert.ok(result.answer.headers["x-d1-bookmark"] >= bookmark);
    }
  });
  test("writes: the primary, whatever bookmark is given; and each answers a bookmark", async () => {
    const bookmark = "00000001-00000001-00000001-0123456789abcdef0123456789abcdef";
    for (const headers of [{}, { "x-d1-bookmark": bookmark }]) {
      const sys_id = await created();
      for (const send of [
        () => call("POST", "table/interaction", {}, headers),
        () => call("POST", "table/interaction", { sys_id: ONE }, headers),
        () => call("PATCH", `table/interaction/${sys_id}`, { type: "x" }, headers),
        () => call("PUT", `table/interaction/${sys_id}`, {}, headers),
        () => call("DELETE", `table/interaction/${ONE}`, undefined, headers),
        () => call("DELETE", `table/interaction/${sys_id}`, undefined, headers),
      ]) {
        const result = await asked(send);
        assert.deepEqual(constraints(result), ["first-primary"], result.answer.text);
        assert.match(result.answer.headers["x-d1-bookmark"], BOOKMARK);
      }
    }
  });
  for (const text of ["x", "first-primary", "0000 0001", "00000001_00000001", "g".repeat(8), "0".repeat(129), "1,2"]) {
    test(`a bookmark that is none: ${text.slice(0, 20)}`, async () => {
      for (const path of READS) {
        const { answer, batches } = await asked(() => get(path, { "x-d1-bookmark": text }));
        const shortened = text.length > 64 ? `${text.slice(0, 64)}…` : text;
        expectTableFaults(answer, message("invalid_bookmark", { value: shortened }));
        assert.equal(batches.length, 0);
      }
    });
  }
});

describe("rows read, of a thousand", () => {
  const few = (name, table, parameters, expected, most, by = get) => {
    test(name, async () => {
      const path = `table/${table}?${query({ sysparm_fields: "sys_id", sysparm_no_count: "true", ...parameters })}`;
      const { answer, batches } = await asked(() => by(path));
      assert.equal(answer.status, 200, answer.text);
      const found = JSON.parse(answer.text).result;
      assert.deepEqual(found.slice(0, expected.length), expected.map((sys_id) => ({ sys_id })));
      assert.ok(found.length > 0);
      assert.ok(batches[0].read > 0 && batches[0].read <= most, `${batches[0].read} rows were read, ${most} are enough`);
      const [statement] = batches[0].statements;
      const parametersOf = Math.max(0, ...[...statement.matchAll(/\?(\d+)/g)].map(([, n]) => Number(n)));
      const plan = await service.rows(`EXPLAIN QUERY PLAN ${statement}`, ...Array(parametersOf).fill("1"));
      const isSorted = plan.some(({ detail }) => detail.includes("USE TEMP B-TREE FOR ORDER BY"));
      // What is found by an index may be sorted, being few; what is a page of everything must come in order.
      assert.ok(!isSorted || !("sysparm_limit" in parameters), JSON.stringify(plan));
    });
  };
  few("help actions of an interaction", HELP_ACTION, { interaction: ONE }, [ACTION], 5);
  few("help actions of an interaction, as a query", HELP_ACTION, { sysparm_query: `interaction=${ONE}^ORDERBYDESCstart_time` }, [ACTION], 5);
  few("help actions of an interaction that have ended", HELP_ACTION, { sysparm_query: `interaction=${ONE}^end_timeISNOTEMPTY` }, [ACTION], 5);
  few("help actions of some interactions", HELP_ACTION, { sysparm_query: `interactionIN${ONE},${hex(7)}` }, [hex(0x20007), ACTION], 10);
  few("help requests of an interaction", "interaction_help_request", { sysparm_query: `interaction=${hex(9)}` }, [hex(0x10009)], 5);
  few("an interaction by its number in lower case", "interaction", { number: "ims0000500" }, [ONE], 5);
  few("interactions by their numbers", "interaction", { sysparm_query: "numberINIMS0000007,IMS0000014^ORDERBYnumber" }, [hex(1), hex(2)], 10);
  few("interactions by the start of their numbers", "interaction", { sysparm_query: "numberSTARTSWITHims000050^ORDERBYnumber" }, [ONE], 30);
  few("a record by its sys_id", "interaction", { sys_id: ONE.toUpperCase() }, [ONE], 5);
  few("records by their sys_ids", "interaction", { sysparm_query: `sys_idIN${ONE},${hex(3)}^ORDERBYsys_id` }, [hex(3), ONE], 10);
  few("records by the start of their sys_ids", HELP_ACTION, { sysparm_query: `sys_idSTARTSWITH${ACTION.slice(0, 31)}` }, [hex(0x201f0)], 40);
  few("records after one, as pysnc pages", "interaction", { sysparm_query: `sys_id>${ONE}^ORDERBYsys_id`, sysparm_limit: 5 }, [501, 502, 503, 504, 505].map(hex), 15);
  few("the first page by default", "interaction", { sysparm_limit: 5 }, [1, 2, 3, 4, 5].map(hex), 15);
  few("the first page by sys_id", HELP_ACTION, { sysparm_query: "ORDERBYsys_id", sysparm_limit: 3 }, [1, 2, 3].map((n) => hex(0x20000 + n)), 10);
  few("the last page by sys_id", HELP_ACTION, { sysparm_query: "ORDERBYDESCsys_id", sysparm_limit: 3 }, [1000, 999, 998].map((n) => hex(0x20000 + n)), 10);
  few("the first page by number", "interaction", { sysparm_query: "ORDERBYnumber", sysparm_limit: 3 }, [1000, 143, 286].map(hex), 15);
  few("the last page by number", "interaction", { sysparm_query: "ORDERBYDESCnumber", sysparm_limit: 3 }, [], 15);
  few("the history of a help action", "sys_audit", { documentkey: ACTION }, [], 5, admin.get);
  few("the first page of history", "sys_audit", { sysparm_limit: 3 }, [], 25, admin.get);
  test("one record: one row", async () => {
    for (const [path, most] of [[`table/interaction/${ONE}`, 1], [`table/${HELP_ACTION}/${ACTION}?sysparm_display_value=all`, 4]]) {
      const { batches } = await asked(() => get(path));
      assert.ok(batches[0].read > 0 && batches[0].read <= most, `${batches[0].read} rows`);
    }
  });
  test("a search that no index helps reads the table: what is measured here can be more", async () => {
    const { batches } = await asked(() => get("table/interaction?sysparm_query=typeLIKEone&sysparm_no_count=true"));
    assert.ok(batches[0].read >= N, `${batches[0].read} rows`);
  });
  test("writes read a few", async () => {
    const sys_id = await created();
    for (const send of [
      () => call("POST", "table/interaction", {}),
      () => call("POST", "table/interaction_help_request", { interaction: ONE }),
      () => call("PATCH", `table/interaction/${sys_id}`, { type: "y" }),
      () => call("PATCH", `table/interaction_help_request/${REQUEST}`, { interaction: hex(1) }),
      () => call("DELETE", `table/interaction/${ONE}`),
      () => call("DELETE", `table/interaction/${sys_id}`),
    ]) {
      const { answer, batches } = await asked(send);
      assert.ok(batches[0].read <= 20, `${batches[0].read} rows: ${answer.text}`);
    }
  });
});

describe("faults of the database", () => {
  const LOST = "D1_ERROR: Network connection lost.";
  const before = { failBefore: LOST };
  const after = { failAfter: LOST };
  /** The answer and the number of batches of one call under these faults. */
  async function under(faults, send) {
    observed.batches.length = 0;
    observed.faults = [...faults];
    try {
      const answer = await send();
      return { answer, batches: observed.batches.length };
    } finally {
      observed.faults = [];
    }
  }
  const unavailable = ({ answer, batches }, expected, words = UNAVAILABLE) => {
    expectFailure(answer, 503, ...words);
    assert.deepEqual([answer.headers["retry-after"], batches], ["2", expected]);
  };
  const count = async () => (await service.rows("SELECT count(*) AS n FROM interaction"))[0].n;

  for (const path of ["table/interaction?sysparm_limit=2", `table/interaction/${ONE}`, `stats/${HELP_ACTION}?sysparm_count=true`]) {
    test(`${path} is read again, and given up after four attempts`, async () => {
      const { text } = await get(path);
      for (const faults of [[before, before], [after, before, after]]) {
        const { answer, batches } = await under(faults, () => get(path));
        assert.deepEqual([answer.status, answer.text, batches], [200, text, faults.length + 1]);
      }
      unavailable(await under(Array(9).fill(before), () => get(path)), 4);
    });
  }

  for (const [table, body] of [["interaction", { type: "lost" }], ["interaction_help_request", { interaction: ONE, reason: "lost" }]]) {
    for (const [name, faults] of [["did not come", [before, before]], ["was carried out, and its answer lost", [after, after]]]) {
      test(`a new record of ${table} that ${name} is asked for again, and made once`, async () => {
        const old = (await service.rows(`SELECT count(*) AS n FROM ${table}`))[0].n;
        const [{ highest }] = await service.rows("SELECT max(number) AS highest FROM interaction");
        const { answer, batches } = await under(faults, () => call("POST", `table/${table}`, body));
        assert.deepEqual([answer.status, batches], [201, 3], answer.text);
        const { result } = JSON.parse(answer.text);
        assert.equal((await service.rows(`SELECT count(*) AS n FROM ${table}`))[0].n, old + 1);
        assert.equal((await row(table, result.sys_id)).sys_mod_count, 0);
        if (result.number) assert.equal(Number(result.number.slice(3)), Number(highest.slice(3)) + 1);
      });
    }
  }

  test("a new record that somebody else has changed since is created, and not changed back", async () => {
    const type = "created and changed";
    const lost = under([after, { pause: 500 }], () => call("POST", "table/interaction", { type }));
    let own;
    while (!own) [own] = await service.rows("SELECT sys_id FROM interaction WHERE type = ?1", type);
    await service.rows("UPDATE interaction SET type = 'by others', sys_mod_count = 1 WHERE sys_id = ?1", own.sys_id);
    const { answer, batches } = await lost;
    assert.deepEqual([answer.status, batches], [201, 2], answer.text);
    const { type: stored, sys_mod_count } = await row("interaction", own.sys_id);
    assert.deepEqual([stored, sys_mod_count, JSON.parse(answer.text).result.type], ["by others", 1, "by others"]);
  });

  for (const [name, faults] of [["did not come", [before]], ["was carried out, and its answer lost", [after]], ["was lost three times", [after, before, after]]]) {
    const attempts = faults.length + 1;
    /** What the log has of a record: operation, changes, by which request. */
    const logged = async (sys_id) => {
      const rows = await service.rows("SELECT operation, changes, transaction_id FROM record_change WHERE documentkey = ?1 ORDER BY sequence", sys_id);
      return rows.map(({ operation, changes, transaction_id }) => [operation, JSON.parse(changes), transaction_id]);
    };
    test(`a new record with a sys_id of its own that ${name}: made once`, async () => {
      const sys_id = id(`e${(made += 1).toString(16).padStart(7, "0")}`);
      const old = await count();
      const { answer, batches } = await under(faults, () => call("POST", "table/interaction", { sys_id }));
      assert.deepEqual([answer.status, batches], [201, attempts], answer.text);
      const { number } = JSON.parse(answer.text).result;
      assert.equal(await count(), old + 1);
      assert.deepEqual(await logged(sys_id), [["insert", { number: [null, number], state: [null, "new"] }, answer.headers["x-transaction-id"]]]);
      // Another request with the same id is told that it is taken.
      assert.equal((await call("POST", "table/interaction", { sys_id })).status, 409);
    });
    for (const method of ["PATCH", "PUT"]) {
      test(`${method} that ${name}: done once`, async () => {
        const sys_id = await created();
        const { answer, batches } = await under(faults, () => call(method, `table/interaction/${sys_id}`, { type: "new" }));
        assert.deepEqual([answer.status, batches], [200, attempts], answer.text);
        const { type, sys_mod_count } = await row("interaction", sys_id);
        assert.deepEqual([type, sys_mod_count], ["new", 1]);
        assert.deepEqual((await logged(sys_id)).slice(1), [["update", { type: [null, "new"] }, answer.headers["x-transaction-id"]]]);
      });
    }
    test(`DELETE that ${name}: done once`, async () => {
      const sys_id = await created();
      const { number } = await row("interaction", sys_id);
      const { answer, batches } = await under(faults, () => call("DELETE", `table/interaction/${sys_id}`));
      assert.deepEqual([answer.status, answer.text, batches], [204, "", attempts]);
      assert.equal(await row("interaction", sys_id), undefined);
      assert.deepEqual((await logged(sys_id)).slice(1), [["delete", { number: [number, null], state: ["new", null] }, answer.headers["x-transaction-id"]]]);
      assert.equal((await call("DELETE", `table/interaction/${sys_id}`)).status, 404);
    });
  }

  test("a write is given up after four attempts; what was carried out stays, once, and can be asked for again", async () => {
    const sys_id = await created();
    for (const [fault, type, changed] of [[before, "a", 0], [after, "b", 1]]) {
      const old = await row("interaction", sys_id);
      unavailable(await under(Array(9).fill(fault), () => call("PATCH", `table/interaction/${sys_id}`, { type })), 4, UNKNOWN_OF_TABLE);
      const found = await row("interaction", sys_id);
      assert.deepEqual([found.type, found.sys_mod_count], [changed ? type : old.type, old.sys_mod_count + changed]);
      assert.equal((await call("PATCH", `table/interaction/${sys_id}`, { type })).status, 200);
      const { sys_mod_count } = await row("interaction", sys_id);
      assert.equal(sys_mod_count, old.sys_mod_count + 1);
    }
  });

  describe("whose answer was lost, never undoes what somebody else has written since", () => {
    /** The answer to a call that is carried out and lost, and repeated after `meanwhile` has seen it and written. */
    async function lostWhile(send, isCarriedOut, meanwhile) {
      const repetition = held();
      const lost = under([after, { held: repetition }], send);
      while (!(await isCarriedOut()));
      await meanwhile();
      const letGo = repetition.letGo();
      const { answer, batches } = await lost;
      await letGo;
      assert.equal(batches, 2);
      return answer;
    }
    const byOthers = (sys_id) => call("PATCH", `table/interaction/${sys_id}`, { type: "theirs" });

    for (const method of ["PATCH", "PUT"]) {
      test(`${method}`, async () => {
        const sys_id = await created();
        const answer = await lostWhile(
          () => call(method, `table/interaction/${sys_id}`, { type: "mine" }),
          async () => (await row("interaction", sys_id)).type === "mine",
          () => service.rows("UPDATE interaction SET type = 'theirs', sys_mod_count = 2, sys_transaction_id = 'another' WHERE sys_id = ?1", sys_id),
        );
        assert.deepEqual([answer.status, JSON.parse(answer.text).result.type], [200, "theirs"]);
        const { type, sys_mod_count } = await row("interaction", sys_id);
        assert.deepEqual([type, sys_mod_count], ["theirs", 2]);
      });
    }
    test("POST, of a record that is deleted since", async () => {
      const sys_id = id(`d${(made += 1).toString(16).padStart(7, "0")}`);
      const answer = await lostWhile(
        () => call("POST", "table/interaction", { sys_id }),
        async () => (await row("interaction", sys_id)) !== undefined,
        () => service.rows("DELETE FROM interaction WHERE sys_id = ?1", sys_id),
      );
      expectFailure(answer, 404, ...NO_RECORD);
      assert.equal(await row("interaction", sys_id), undefined);
    });
    test("DELETE, of a record that is made anew since", async () => {
      const sys_id = await created();
      const answer = await lostWhile(
        () => call("DELETE", `table/interaction/${sys_id}`),
        async () => (await row("interaction", sys_id)) === undefined,
        () => seed(service, "interaction", [{ sys_id, number: `IMS9${String(made).padStart(6, "0")}` }]),
      );
      assert.equal(answer.status, 204, answer.text);
      assert.notEqual(await row("interaction", sys_id), undefined);
      await service.rows("DELETE FROM interaction WHERE sys_id = ?1", sys_id);
    });
  });

  test("an overloaded database is not asked again", async () => {
    for (const [method, path, body] of [["GET", "table/interaction"], ["GET", "stats/interaction"], ["POST", "table/interaction", {}], ["PATCH", `table/interaction/${ONE}`, { type: "q" }], ["DELETE", `table/interaction/${ONE}`]]) {
      unavailable(await under([{ failBefore: "D1_ERROR: D1 DB is overloaded. Requests queued for too long." }], () => call(method, path, body)), 1);
    }
  });

  test("a defect is 500, once, and not a word of it", async () => {
    const message = "D1_ERROR: near \"SELEC\": syntax error: SQLITE_ERROR";
    for (const [method, path, body] of [["GET", "table/interaction"], ["GET", `table/interaction/${ONE}`], ["GET", "stats/interaction"], ["POST", "table/interaction", {}], ["PUT", `table/interaction/${ONE}`, { type: "q" }], ["DELETE", `table/interaction/${ONE}`]]) {
      const { answer, batches } = await under([{ failBefore: message }], () => call(method, path, body));
      expectFailure(answer, 500, ...INTERNAL);
      assert.equal(batches, 1);
      assert.equal((await service.logLine(answer)).reason, `D1: ${message}`);
    }
  });

  test("a write whose outcome is missing is no success; a record that is missing is not found", async () => {
    const sys_id = await created();
    for (const [method, path, body] of [["POST", "table/interaction", {}], ["POST", "table/interaction", { sys_id: hex(0xeeeee) }], ["PATCH", `table/interaction/${sys_id}`, { type: "q" }], ["PUT", `table/interaction/${sys_id}`, {}], ["DELETE", `table/interaction/${sys_id}`]]) {
      const { answer } = await under([{ empty: true }], () => call(method, path, body));
      expectFailure(answer, 500, ...INTERNAL);
    }
    expectFailure((await under([{ empty: true }], () => get(`table/interaction/${ONE}`))).answer, 404, ...NO_RECORD);
  });

  test("a database that does not answer is 503 before the caller gives up", async () => {
    const batches = [];
    for (const send of [() => get("table/interaction?sysparm_limit=1"), () => call("POST", "table/interaction", { type: "slow" })]) {
      const from = Date.now();
      batches.push(held());
      const { answer } = await under([{ held: batches.at(-1) }], send);
      const elapsed = Date.now() - from;
      expectFailure(answer, 503, ...(batches.length === 1 ? UNAVAILABLE : UNKNOWN_OF_TABLE));
      assert.ok(elapsed >= 2000 && elapsed < 4000, `${elapsed} ms`);
    }
    assert.equal((await get("table/interaction?sysparm_limit=1")).status, 200);
    // What was on its way comes in the end or not, but not twice.
    for (const batch of batches) await batch.letGo();
    assert.ok((await service.rows("SELECT count(*) AS n FROM interaction WHERE type = 'slow'"))[0].n <= 1);
  });
});

test("the log says what was called, by whom, with what outcome and at which cost, and no value", async () => {
  for (const [method, path, body, status, error, statements] of [
    ["GET", "table/interaction?short_description=confidential", undefined, 200, undefined, 2],
    ["GET", `table/interaction/${hex(0xfffff)}`, undefined, 404, "no_record", 1],
    ["POST", "table/interaction", { sys_id: ONE, short_description: "confidential" }, 409, "exists", 3],
    ["DELETE", `table/interaction/${ONE}`, undefined, 409, "in_use", 3],
    ["PATCH", `table/${HELP_ACTION}/${ACTION}`, {}, 403, "read_only", 0],
    ["GET", "stats/interaction?sysparm_group_by=confidential", undefined, 400, "invalid_request", 0],
    ["GET", "table/confidential_table", undefined, 400, "unknown_table", 0],
  ]) {
    const answer = await call(method, path, body);
    const line = await service.logLine(answer);
    assert.deepEqual(
      [line.method, line.path, line.status, line.error ?? undefined, line.d1_statements],
      [method, `/api/now/${path.split("?")[0]}`, status, error, statements],
      JSON.stringify(line),
    );
    assert.equal(answer.status, status);
    if (!path.startsWith("table/conf")) assert.ok(!JSON.stringify(line).includes("confidential"));
  }
});

describe("the description of the tables", () => {
  /** What the service says of itself. */
  const described = async (table) => {
    const { faults } = valuesIn("invalid_request", JSON.parse((await admin.get(`table/${table}?sysparm_fields=x`)).text).error.message);
    return valuesIn("unknown_table_field", faults).fields.split(", ");
  };
  const columns = async (table) => (await service.rows(`SELECT * FROM pragma_table_xinfo(?1)`, table)).map(({ name }) => name);
  const COMPUTED = { [HELP_ACTION]: ["duration"] };
  const STAMP = ["sys_transaction_id"];
  const HIDDEN = { interaction: STAMP, interaction_help_request: STAMP, [HELP_ACTION]: STAMP, sys_audit: ["sequence"] };
  for (const table of Object.keys(FIELDS)) {
    test(`${table}: each field is a column, and each column a field`, async () => {
      const fields = await described(table);
      assert.deepEqual(fields, FIELDS[table]);
      const there = await columns(table);
      assert.deepEqual(fields.filter((field) => !there.includes(field)), COMPUTED[table] ?? []);
      assert.deepEqual(there.filter((column) => !fields.includes(column)), HIDDEN[table] ?? []);
    });
    test(`${table}: records show these fields in this order`, async () => {
      const { result } = JSON.parse((await admin.get(`table/${table}?sysparm_limit=1`)).text);
      assert.deepEqual(Object.keys(result[0]), FIELDS[table]);
    });
  }
  for (const [table, field] of [["interaction", "state"], ["interaction_help_request", "state"], [HELP_ACTION, "action"]]) {
    test(`${table}: the words of ${field} are those that the database takes`, async () => {
      const { error } = JSON.parse((await get(`table/${table}?${field}=x`)).text);
      const [{ sql }] = await service.rows("SELECT sql FROM sqlite_schema WHERE name = ?1", table);
      const taken = sql.match(new RegExp(`CHECK \\(${field} IN \\(([^)]*)\\)`))[1].split(", ").map((word) => word.slice(1, -1));
      const { choices } = valuesIn("invalid_choice", valuesIn("invalid_request", error.message).faults);
      assert.deepEqual(choices.split(", "), taken);
    });
  }
  test("references are the database's foreign keys", async () => {
    for (const table of Object.keys(FIELDS)) {
      const keys = await service.rows("SELECT * FROM pragma_foreign_key_list(?1) ORDER BY 1, 2", table);
      const expected = keys.filter(({ to, from }) => to === "sys_id" && from !== null).map(({ table: other, from }) => [from, other]);
      const { result } = JSON.parse((await admin.get(`table/${table}?sysparm_limit=1`)).text);
      const links = Object.entries(result[0]).filter(([, value]) => typeof value === "object");
      assert.deepEqual(links.map(([field, { link }]) => [field, link.split("/").at(-2)]).sort(), expected.sort());
    }
  });
  test("there is no table that callers may not know of", async () => {
    const all = (await service.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'")).map(({ name }) => name);
    assert.ok(all.length > Object.keys(FIELDS).length);
    for (const table of all) assert.equal((await admin.get(`table/${table}?sysparm_limit=1`)).status, table in FIELDS ? 200 : 400, table);
  });
});

test("what was read and refused has left the thousand as they were", async () => {
  const { supervisor_help_action, sys_audit } = await snapshot(service);
  const ofActions = sys_audit.filter(({ tablename }) => tablename === HELP_ACTION);
  assert.deepEqual([supervisor_help_action.length, ofActions.length], [N, N]);
  expectResult(await get("stats/supervisor_help_action?sysparm_count=true"), 200, { stats: { count: String(N) } });
});
