// Contract, section 7: records created, changed and deleted by the Table API.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { expectFailure, expectResult, expectTableFaults, methodNotAllowed, NO_RECORD, NOT_ACCEPTABLE, roleMissing, TOO_LARGE, UNSUPPORTED } from "./support/expect.mjs";
import { CHOICES, message } from "./support/messages.mjs";
import { claims, SECRET, start } from "./support/service.mjs";
import { caller, FIELDS, id, query, shown, snapshot, WRITTEN } from "./support/table.mjs";
import { hs256 } from "./support/tokens.mjs";

const service = await start();
const { call } = caller(service);
const admin = caller(service, `Bearer ${hs256(claims({ sub: "root", roles: ["admin"] }), SECRET)}`);
const at = (version = "") => `${service.url.origin}/api/now/${version}table/`;
const PROLOG = '<?xml version="1.0" encoding="UTF-8"?>';
const XML = { "content-type": "application/xml", accept: "application/xml" };
const UNUSED = "f".repeat(32);
const row = async (table, sys_id) => (await service.rows(`SELECT * FROM ${table} WHERE sys_id = ?1`, sys_id))[0];
const now = () => new Date().toISOString().slice(0, 19).replace("T", " ");

const SPECIAL = "'; DROP TABLE interaction; -- \" \\ & <b> % _ ? ?1 \u{1F600} ä\t\r\n\u007f\u0085 end";
const FOREIGN = ["parent", "contact", "account", "consumer", "company", "location", "assignment_group", "help_request"];
const EVERY_FIELD = {
  interaction: {
    type: "phone",
    state: "on_hold",
    short_description: SPECIAL,
    opened_at: "2026-03-01 10:00:00",
    closed_at: "2026-03-01 11:00:00",
    assigned_to: "ann",
    opened_for: "Zoë",
    opened_by: "eve",
    closed_by: "eve",
    direction: "outbound",
    state_reason: "User Ended",
    caller_phone_number: "+14097906402",
    client_session_id: "rc_1",
    ...Object.fromEntries(FOREIGN.map((name, n) => [name, id(`fe${n}`)])),
    context_table: "sn_customerservice_case",
    context_document: id("fe"),
    channel_metadata_table: "sn_openframe_phone_log",
    channel_metadata_document: id("fd"),
    duration: "1970-01-01 00:05:12",
    category: "sales",
    subcategory: "refund",
    virtual_agent: "true",
    agent_chat: "true",
    help_requested: "true",
    recording_url: "https://example.com/1.mp3",
    transcript: SPECIAL,
  },
  interaction_help_request: { state: "in_progress", reason: SPECIAL, comments: "c", opened_by: "ann", help_provided_by: "sue" },
};
const BARE = {
  interaction: {
    ...Object.fromEntries(WRITTEN.interaction.map((name) => [name, ""])),
    state: "new",
    opened_by: "cti-cloud",
    virtual_agent: "false",
    agent_chat: "false",
    help_requested: "false",
    active: "true",
  },
  interaction_help_request: { state: "new", reason: "", comments: "", opened_by: "", help_provided_by: "" },
};
const TABLES = Object.keys(BARE);

/** A new record's row; what it needs is added. */
async function created(table, fields = {}) {
  const needed = table === "interaction_help_request" && !fields.interaction ? { interaction: await service.interaction() } : {};
  const answer = await call("POST", `table/${table}`, { ...needed, ...fields });
  if (answer.status !== 201) throw new Error(answer.text);
  return row(table, JSON.parse(answer.text).result.sys_id);
}

/** The call gets that answer and changes nothing. */
function refused(name, send, check) {
  test(name, async () => {
    const untouched = await snapshot(service);
    await check(await send());
    assert.deepEqual(await snapshot(service), untouched);
  });
}
const faults = (...messages) => (answer) => expectTableFaults(answer, ...messages);
const failure = (...words) => (answer) => expectFailure(answer, ...words);

describe("POST", () => {
  for (const version of ["", "v1/", "v2/"]) {
    for (const table of TABLES) {
      for (const [name, fields] of [["without fields", {}], ["with every field", EVERY_FIELD[table]]]) {
        test(`${version}${table} ${name}: 201, Location, the record as it is stored`, async () => {
          const needed = table === "interaction" ? {} : { interaction: await service.interaction() };
          const [{ next }] = await service.rows("SELECT printf('IMS%07d', substr(max(number), 4) + 1) AS next FROM interaction");
          const from = now();
          const answer = await call("POST", `${version}table/${table}`, { ...needed, ...fields });
          const sys_id = JSON.parse(answer.text).result?.sys_id;
          const stored = await row(table, sys_id);
          expectResult(answer, 201, shown(table, stored, at(version)));
          assert.equal(answer.headers.location, `${at(version)}${table}/${sys_id}`);
          assert.equal(answer.headers["content-type"], "application/json;charset=UTF-8");
          assert.match(sys_id, /^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
          const { sys_created_on, sys_updated_on } = stored;
          assert.ok(from <= sys_created_on && sys_created_on <= now(), sys_created_on);
          // What is opened is opened now, if it is not said.
          const opened = table === "interaction" && !fields.opened_at ? { opened_at: sys_created_on } : {};
          const columns = FIELDS[table].filter((field) => field in stored);
          const own = Object.fromEntries(columns.map((field) => [field, stored[field] === null ? "" : stored[field]]));
          assert.deepEqual(own, {
            ...(table === "interaction" ? { number: next } : {}),
            ...BARE[table],
            ...opened,
            ...needed,
            ...fields,
            sys_id,
            sys_created_on,
            sys_created_by: "cti-cloud",
            sys_updated_on: sys_created_on,
            sys_updated_by: "cti-cloud",
            sys_mod_count: 0,
          });
          assert.equal(sys_updated_on, sys_created_on);
          assert.equal(stored.sys_transaction_id, answer.headers["x-transaction-id"]);
          for (const [field, value] of Object.entries(BARE[table])) {
            if (value === "" && !(field in { ...fields, ...opened })) assert.equal(stored[field], null, `${field} is NULL, not an empty text`);
          }
          // What Location names can be read.
          const path = new URL(answer.headers.location).pathname.replace("/api/now/", "");
          expectResult(await call("GET", path), 200, JSON.parse(answer.text).result);
        });
      }
    }
  }

  test("in XML, answered in XML, whole", async () => {
    const interaction = await service.interaction();
    const answer = await call(
      "POST",
      "table/interaction_help_request",
      `${PROLOG}<request><entry><interaction>${interaction}</interaction><state>closed</state><reason>a &lt;b&gt; <![CDATA[&]]> &#x1F600;</reason><comments/></entry></request>`,
      XML,
    );
    const [{ sys_id, sys_created_on }] = await service.rows("SELECT * FROM interaction_help_request WHERE interaction = ?1", interaction);
    const value = (field, text) => (text === "" ? `<${field}/>` : `<${field}>${text}</${field}>`);
    const fields = {
      sys_id,
      interaction: `<link>${at()}interaction/${interaction}</link><value>${interaction}</value>`,
      state: "closed",
      reason: "a &lt;b&gt; &amp; \u{1F600}",
      comments: "",
      opened_by: "",
      help_provided_by: "",
      sys_created_on,
      sys_created_by: "cti-cloud",
      sys_updated_on: sys_created_on,
      sys_updated_by: "cti-cloud",
      sys_mod_count: "0",
    };
    assert.equal(answer.text, `${PROLOG}<response><result>${Object.entries(fields).map(([field, text]) => value(field, text)).join("")}</result></response>`);
    assert.deepEqual([answer.status, answer.headers["content-type"], answer.headers.location], [201, "application/xml;charset=UTF-8", `${at()}interaction_help_request/${sys_id}`]);
  });

  test("shown as sysparm_fields and sysparm_display_value say", async () => {
    const interaction = await service.interaction();
    const parameters = { sysparm_fields: "state,interaction,interaction.state", sysparm_display_value: "true", sysparm_exclude_reference_link: "true" };
    const answer = await call("POST", `table/interaction_help_request?${query(parameters)}`, { interaction });
    const { number } = await row("interaction", interaction);
    expectResult(answer, 201, { state: "New", interaction: number, "interaction.state": "New" });
  });

  test("a given sys_id is kept, in lower case", async () => {
    for (const [table, given] of [["interaction", "ABCDEF".padStart(32, "1")], ["interaction_help_request", " fedcba".padEnd(33, "2")]]) {
      const { sys_id } = await created(table, { sys_id: given });
      assert.equal(sys_id, given.trim().toLowerCase());
    }
  });

  test("sys_id null or empty is none", async () => {
    for (const sys_id of [null, "", " "]) assert.match((await created("interaction", { sys_id })).sys_id, /^0/);
  });

  test("numbers follow the highest", async () => {
    const numbers = async (n) => {
      const all = [];
      for (let k = 0; k < n; k += 1) all.push((await created("interaction")).number);
      return all;
    };
    await service.rows("INSERT INTO interaction (sys_id, number, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by) VALUES (?1, 'IMS0000998', '2026-01-01 00:00:00', 'x', '2026-01-01 00:00:00', 'x')", id("999"));
    assert.deepEqual(await numbers(3), ["IMS0000999", "IMS0001000", "IMS0001001"]);
  });

  test("numbers of simultaneous calls differ", async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => call("POST", "table/interaction", {})));
    const numbers = answers.map(({ text }) => Number(JSON.parse(text).result.number.slice(3))).sort((a, b) => a - b);
    assert.deepEqual(numbers, numbers.map((_, n) => numbers[0] + n));
  });

  test("state null or empty is the default", async () => {
    for (const state of [null, "", " "]) assert.equal((await created("interaction", { state })).state, "new");
  });

  test("a reference in upper case is one", async () => {
    const interaction = "ABC".padStart(32, "3");
    await created("interaction", { sys_id: interaction });
    assert.equal((await created("interaction_help_request", { interaction })).interaction, interaction.toLowerCase());
  });

  test("times in each accepted form are stored in UTC", async () => {
    for (const [opened_at, expected] of [
      ["2026-02-18 11:30:00", "2026-02-18 11:30:00"],
      [" 2026-02-18T11:30:00.999+01:00 ", "2026-02-18 10:30:00"],
    ]) {
      assert.equal((await created("interaction", { opened_at })).opened_at, expected);
    }
  });

  test("blanks around a value are not part of it", async () => {
    const { type, state } = await created("interaction", { type: "  a b ", state: " on_hold\n" });
    assert.deepEqual([type, state], ["a b", "on_hold"]);
  });

  test("what it says of fields that the service keeps is passed over", async () => {
    const kept = { sys_created_on: "2000-01-01 00:00:00", sys_created_by: "me", sys_updated_on: "no time", sys_updated_by: { link: "x" }, sys_mod_count: 77 };
    const stored = await created("interaction", kept);
    assert.deepEqual([stored.sys_created_by, stored.sys_updated_by, stored.sys_mod_count], ["cti-cloud", "cti-cloud", 0]);
    assert.ok(stored.sys_created_on > "2026" && stored.sys_updated_on > "2026");
  });

  test("a caller by Basic is the one who created it", async () => {
    const { call: basic } = caller(service, `Basic ${Buffer.from("cti.integration:help-request-demo").toString("base64")}`);
    const { result } = JSON.parse((await basic("POST", "table/interaction", {})).text);
    assert.deepEqual([result.sys_created_by, result.sys_updated_by], ["cti.integration", "cti.integration"]);
  });

  describe("of a sys_id that is taken", () => {
    const taken = { interaction: "d4dec70f3b4bfe101baa9f7e53e45a5d", interaction_help_request: "5a1e0f034f3bfe101baa9f7e53e45a11" };
    for (const table of TABLES) {
      const exists = message("record_exists", { table, id: taken[table] });
      const detail = message("record_exists_detail");
      const body = { sys_id: taken[table].toUpperCase(), ...(table === "interaction" ? {} : { interaction: taken.interaction }) };
      refused(`${table}: 409`, () => call("POST", `table/${table}`, body), failure(409, exists, detail));
      refused(`${table} in XML: 409`, () => call("POST", `table/${table}`, body, { accept: "text/xml" }), (answer) => {
        assert.equal(answer.text, `${PROLOG}<response><error><message>${exists}</message><detail>${detail}</detail></error><status>failure</status></response>`);
        assert.equal(answer.status, 409);
      });
    }
    test("the same sys_id in another table is free", async () => {
      const { sys_id } = await created("interaction_help_request");
      assert.equal((await created("interaction", { sys_id })).sys_id, sys_id);
    });
    test("of two simultaneous calls one is 201 and one is 409, and the first one's record stands", async () => {
      for (let round = 1; round <= 8; round += 1) {
        const sys_id = id(`cc${round}`);
        const answers = await Promise.all(["one", "two"].map((type) => call("POST", "table/interaction", { sys_id, type })));
        assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409]);
        const won = answers.findIndex(({ status }) => status === 201);
        const { type, sys_mod_count } = await row("interaction", sys_id);
        assert.deepEqual([type, sys_mod_count], [["one", "two"][won], 0]);
      }
    });
  });
});

for (const method of ["PATCH", "PUT"]) {
  describe(method, () => {
    for (const version of ["", "v1/", "v2/"]) {
      for (const table of TABLES) {
        test(`${version}${table}: what is given is changed, the rest stays`, async () => {
          const before = await created(table, EVERY_FIELD[table]);
          await service.rows(`UPDATE ${table} SET sys_created_on = '2026-01-01 00:00:00', sys_updated_on = '2026-01-01 00:00:00' WHERE sys_id = ?1`, before.sys_id);
          const [field, value] = table === "interaction" ? ["short_description", "changed"] : ["comments", SPECIAL];
          const from = now();
          const answer = await admin.call(method, `${version}table/${table}/${before.sys_id.toUpperCase()}`, { [field]: value });
          const after = await row(table, before.sys_id);
          expectResult(answer, 200, shown(table, after, at(version)));
          assert.deepEqual([answer.headers.location, answer.headers["content-type"]], [undefined, "application/json;charset=UTF-8"]);
          const { sys_updated_on } = after;
          assert.ok(from <= sys_updated_on && sys_updated_on <= now());
          assert.deepEqual(after, { ...before, sys_created_on: "2026-01-01 00:00:00", [field]: value, sys_updated_on, sys_updated_by: "root", sys_mod_count: 1, sys_transaction_id: answer.headers["x-transaction-id"] });
        });
      }
    }

    test("every field at once, one change", async () => {
      const { sys_id } = await created("interaction");
      const answer = await call(method, `table/interaction/${sys_id}?sysparm_exclude_reference_link=true`, EVERY_FIELD.interaction);
      assert.deepEqual({ ...JSON.parse(answer.text).result, ...EVERY_FIELD.interaction }, JSON.parse(answer.text).result);
      assert.equal(JSON.parse(answer.text).result.sys_mod_count, "1");
    });

    test("sys_mod_count grows with changes alone", async () => {
      const { sys_id } = await created("interaction", { type: "a" });
      await service.rows("UPDATE interaction SET sys_updated_on = '2026-01-01 00:00:00' WHERE sys_id = ?1", sys_id);
      const before = await snapshot(service);
      for (const body of [{}, { type: "a" }, { type: "a", assigned_to: null, opened_for: "", state: "new" }, { sys_mod_count: "9", sys_updated_by: "me" }, { sys_id }, { sys_id: sys_id.toUpperCase() }, { number: null }]) {
        const answer = await admin.call(method, `table/interaction/${sys_id}`, body);
        expectResult(answer, 200, shown("interaction", await row("interaction", sys_id), at()));
      }
      assert.deepEqual(await snapshot(service), before);
      // In other case it is another text.
      for (const [type, count] of [["A", "1"], ["A", "1"], ["a", "2"], [null, "3"], ["", "3"]]) {
        const answer = await call(method, `table/interaction/${sys_id}`, { type });
        assert.equal(JSON.parse(answer.text).result.sys_mod_count, count);
      }
    });

    test("null and empty clear", async () => {
      for (const table of TABLES) {
        for (const nothing of [null, "", " \t"]) {
          const before = await created(table, EVERY_FIELD[table]);
          const { state, ...optional } = EVERY_FIELD[table];
          const body = Object.fromEntries(Object.keys(optional).map((field) => [field, nothing]));
          const answer = await call(method, `table/${table}/${before.sys_id}`, body);
          const after = await row(table, before.sys_id);
          expectResult(answer, 200, shown(table, after, at()));
          const never = ["virtual_agent", "agent_chat", "help_requested"];
          for (const field of Object.keys(body)) assert.equal(after[field], never.includes(field) ? "false" : null);
          assert.deepEqual([after.state, after.sys_mod_count, after.interaction], [state, 1, before.interaction]);
        }
      }
    });

    test("in XML: an empty element clears", async () => {
      const { sys_id } = await created("interaction", { type: "phone", assigned_to: "ann" });
      const body = "<request><entry><type/><assigned_to>&#98;ob</assigned_to></entry></request>";
      const answer = await call(method, `table/interaction/${sys_id}?sysparm_fields=assigned_to,sys_mod_count,type`, body, XML);
      assert.equal(answer.text, `${PROLOG}<response><result><assigned_to>bob</assigned_to><sys_mod_count>1</sys_mod_count><type/></result></response>`);
      assert.equal(answer.status, 200);
    });

    test("in XML: the ends of lines are line feeds, but for those that are written as references", async () => {
      const { sys_id } = await created("interaction", {});
      const body = "<r><short_description>a\r\nb\rc<![CDATA[\r\n]]>d&#13;e</short_description></r>";
      const answer = await call(method, `table/interaction/${sys_id}?sysparm_fields=short_description`, body, { "content-type": "text/xml" });
      expectResult(answer, 200, { short_description: "a\nb\nc\nd\re" });
    });

    for (const view of ["", "sysparm_exclude_reference_link=true", "sysparm_display_value=all"]) {
      test(`a record may be sent as it was read: ${view || "references with links"}`, async () => {
        for (const table of ["interaction", "interaction_help_request"]) {
          const before = await created(table, { ...EVERY_FIELD[table], u_x: "y" });
          const path = `table/${table}/${before.sys_id}?${view}`;
          const { result } = JSON.parse((await call("GET", path)).text);
          expectResult(await call(method, path, result), 200, result);
          assert.deepEqual(await row(table, before.sys_id), before);
        }
      });
    }

    test("a record may be sent with its number and a change, but not with another number", async () => {
      const { sys_id, number } = await created("interaction");
      const other = await created("interaction");
      const path = `table/interaction/${sys_id}`;
      expectTableFaults(await call(method, path, { number: other.number, type: "a" }), message("number_given", { field: "number" }));
      assert.equal((await row("interaction", sys_id)).sys_mod_count, 0);
      assert.equal((await call(method, path, { number: number.toLowerCase(), type: "a" })).status, 200);
      assert.deepEqual([(await row("interaction", sys_id)).type, (await row("interaction", sys_id)).number], ["a", number]);
    });

    test("a help request that no action refers to can be moved to another interaction", async () => {
      const { sys_id } = await created("interaction_help_request");
      const interaction = await service.interaction();
      const answer = await call(method, `table/interaction_help_request/${sys_id}`, { interaction });
      expectResult(answer, 200, shown("interaction_help_request", await row("interaction_help_request", sys_id), at()));
      assert.equal((await row("interaction_help_request", sys_id)).interaction, interaction);
    });

    describe("a help request that an action refers to", () => {
      let request, other;
      before(async () => {
        request = await created("interaction_help_request");
        other = await service.interaction();
        await service.action(request.interaction, { help_request: request.sys_id });
      });
      const path = () => `table/interaction_help_request/${request.sys_id}`;
      const IN_USE = [409, message("record_in_use", { tables: "supervisor_help_action" }), message("record_in_use_detail")];
      refused("is not moved: 409", () => call(method, path(), { interaction: other, comments: "moved" }), failure(...IN_USE));
      refused("nor to an interaction that does not exist: 400", () => call(method, path(), { interaction: UNUSED }), faults(message("no_such_reference", { field: "interaction", value: UNUSED, table: "interaction" })));
      test("is changed otherwise, also with the interaction it has", async () => {
        const answer = await call(method, path(), { interaction: request.interaction, comments: method });
        expectResult(answer, 200, shown("interaction_help_request", await row("interaction_help_request", request.sys_id), at()));
      });
    });

    refused("an unknown record", () => call(method, `table/interaction/${UNUSED}`, { type: "x" }), failure(404, ...NO_RECORD));
    refused("an unknown record, and nothing to change", () => call(method, `v1/table/interaction/${UNUSED}`, {}), failure(404, ...NO_RECORD));
    refused("no sys_id", () => call(method, "table/interaction/IMS0000001", { type: "x" }), failure(404, ...NO_RECORD));
    refused("a record of another table", () => call(method, "table/interaction_help_request/d4dec70f3b4bfe101baa9f7e53e45a5d", { reason: "x" }), failure(404, ...NO_RECORD));
    refused(
      "an unknown record and an unknown reference: the record is what is missing",
      () => call(method, `table/interaction_help_request/${UNUSED}`, { interaction: UNUSED }),
      failure(404, ...NO_RECORD),
    );
  });
}

describe("DELETE", () => {
  for (const version of ["", "v1/", "v2/"]) {
    for (const table of TABLES) {
      test(`${version}${table}: 204 without a body, and the record is gone; again 404`, async () => {
        const { sys_id } = await created(table);
        const others = async () => (await service.rows(`SELECT count(*) AS n FROM ${table}`))[0].n;
        const before = await others();
        const answer = await call("DELETE", `${version}table/${table}/${sys_id.toUpperCase()}`, undefined, { accept: version ? "application/xml" : undefined });
        assert.deepEqual([answer.status, answer.text, answer.headers["content-type"], answer.headers["cache-control"]], [204, "", undefined, "no-store"]);
        assert.equal(await row(table, sys_id), undefined);
        assert.equal(await others(), before - 1);
        expectFailure(await call("DELETE", `${version}table/${table}/${sys_id}`), 404, ...NO_RECORD);
        expectFailure(await call("GET", `${version}table/${table}/${sys_id}`), 404, ...NO_RECORD);
      });
    }
  }
  const inUse = (tables) => failure(409, message("record_in_use", { tables }), message("record_in_use_detail"));
  refused(
    "an interaction with help requests and actions",
    () => call("DELETE", "table/interaction/d4dec70f3b4bfe101baa9f7e53e45a5d"),
    inUse("interaction_help_request and supervisor_help_action"),
  );
  refused("an interaction with actions", () => call("DELETE", "table/interaction/cd87db433bcbfe101baa9f7e53e45a4d"), inUse("supervisor_help_action"));
  refused("a help request with actions", () => call("DELETE", "table/interaction_help_request/5a1e0f034f3bfe101baa9f7e53e45a11"), inUse("supervisor_help_action"));
  test("an interaction with help requests, and without them", async () => {
    const { sys_id, interaction } = await created("interaction_help_request");
    inUse("interaction_help_request")(await call("DELETE", `table/interaction/${interaction}`));
    assert.equal((await call("DELETE", `table/interaction_help_request/${sys_id}`)).status, 204);
    assert.equal((await call("DELETE", `table/interaction/${interaction}`)).status, 204);
  });
  refused("an unknown record", () => call("DELETE", `table/interaction/${UNUSED}`), failure(404, ...NO_RECORD));
  refused("no sys_id", () => call("DELETE", "v1/table/interaction/%25"), failure(404, ...NO_RECORD));
  refused("the whole table", () => call("DELETE", "table/interaction"), failure(405, ...methodNotAllowed("GET or HEAD or POST")));
  refused("an Accept that cannot be met", () => call("DELETE", "table/interaction/cd87db433bcbfe101baa9f7e53e45a4d", undefined, { accept: "text/html" }), (answer) => assert.equal(answer.status, 406));
});

describe("values that are refused, by each method", () => {
  const INTERACTION = "d4dec70f3b4bfe101baa9f7e53e45a5d";
  const REQUEST = "5a1e0f034f3bfe101baa9f7e53e45a11";
  const notAString = (name, kind) => message("not_a_string", { field: name, kind });
  const longest = {
    interaction: { type: 100, short_description: 1000, assigned_to: 100, opened_for: 100 },
    interaction_help_request: { reason: 1000, comments: 4000, opened_by: 100, help_provided_by: 100 },
  };
  const send = (method, table, body, headers) => {
    const path = method === "POST" ? `table/${table}` : `table/${table}/${table === "interaction" ? INTERACTION : REQUEST}`;
    const needed = method === "POST" && table === "interaction_help_request" ? { interaction: INTERACTION } : {};
    return call(method, path, typeof body === "object" ? { ...needed, ...body } : body, headers);
  };
  for (const method of ["POST", "PATCH", "PUT"]) {
    const bad = (name, table, body, ...messages) => refused(`${method} ${table}: ${name}`, () => send(method, table, body), faults(...messages));
    bad("a field twice", "interaction", '{"type":"a","type":"b"}', message("duplicate_field", { field: "type" }));
    for (const [value, kind] of [[["x"], "an array"], [{ value: "x" }, "an object"]]) {
      bad(`type ${JSON.stringify(value)}`, "interaction", { type: value }, notAString("type", kind));
      bad(`sys_id ${JSON.stringify(value)}`, "interaction", { sys_id: value }, notAString("sys_id", kind));
      bad(`interaction ${JSON.stringify(value)}`, "interaction_help_request", { interaction: value }, notAString("interaction", kind));
      bad(`state ${JSON.stringify(value)}`, "interaction_help_request", { state: value }, notAString("state", kind));
    }
    for (const state of ["New", "open", "closed", "new,on_hold", "' OR 1=1 --"]) {
      bad(`state ${state}`, "interaction", { state }, message("invalid_choice", { field: "state", value: state, choices: CHOICES.interaction }));
    }
    bad("state of the other table", "interaction_help_request", { state: "on_hold" }, message("invalid_choice", { field: "state", value: "on_hold", choices: CHOICES.interaction_help_request }));
    for (const [text, reason] of [["soon", "time_not_accepted"], ["2026-02-30 00:00:00", "time_not_existing"], ["2026-02-18T11:30:00", "time_without_offset"]]) {
      bad(`opened_at ${text}`, "interaction", { opened_at: text }, message(reason, { field: "opened_at", value: text }));
    }
    for (const [table, lengths] of Object.entries(longest)) {
      for (const [field, length] of Object.entries(lengths)) {
        bad(`${field} of ${length + 1} characters`, table, { [field]: "\u{1F600}".repeat(length + 1) }, message("too_long", { field, longest: length }));
        test(`${method} ${table}: ${field} of ${length} characters is taken`, async () => {
          const text = "\u{1F600}".repeat(length);
          const record = await created(table);
          const path = method === "POST" ? `table/${table}` : `table/${table}/${record.sys_id}`;
          const needed = table === "interaction" ? {} : { interaction: record.interaction };
          const { result } = JSON.parse((await call(method, path, { ...needed, [field]: text })).text);
          assert.equal(result[field], text);
          assert.equal((await row(table, result.sys_id))[field], text);
          for (const { sys_id } of [record, result]) await service.rows(`DELETE FROM ${table} WHERE sys_id = ?1`, sys_id);
        });
      }
    }
    for (const [character, code] of [["\u0000", "0000"], ["\u0001", "0001"], ["\u001b", "001B"], ["\ufffe", "FFFE"], ["\uffff", "FFFF"]]) {
      bad(`U+${code}`, "interaction", { short_description: `a${character}b` }, message("invalid_text", { field: "short_description", code }));
    }
    bad("number", "interaction", { number: "IMS0000999" }, message("number_given", { field: "number" }));
    bad("a sys_id that is none", "interaction", { sys_id: "x" }, message("invalid_sys_id", { field: "sys_id", value: "x" }));
    bad("a reference that is none", "interaction_help_request", { interaction: "IMS0000001" }, message("invalid_sys_id", { field: "interaction", value: "IMS0000001" }));
    bad("a reference to nothing", "interaction_help_request", { interaction: UNUSED, reason: "x" }, message("no_such_reference", { field: "interaction", value: UNUSED, table: "interaction" }));
    bad("a reference to a record of another table", "interaction_help_request", { interaction: REQUEST }, message("no_such_reference", { field: "interaction", value: REQUEST, table: "interaction" }));
    for (const nothing of [null, "", " "]) {
      bad(`interaction ${JSON.stringify(nothing)}`, "interaction_help_request", { interaction: nothing }, message("required", { field: "interaction" }));
    }
    bad(
      "everything at once",
      "interaction_help_request",
      { sys_id: "x", interaction: "x", state: "x", reason: [], comments: "x".repeat(4001), opened_by: "\u0001" },
      message("invalid_sys_id", { field: "sys_id", value: "x" }),
      message("invalid_sys_id", { field: "interaction", value: "x" }),
      message("invalid_choice", { field: "state", value: "x", choices: CHOICES.interaction_help_request }),
      notAString("reason", "an array"),
      message("too_long", { field: "comments", longest: "4000" }),
      message("invalid_text", { field: "opened_by", code: "0001" }),
    );
    refused(
      `${method}: faults of the body and of the parameters together`,
      () => call(method, `table/interaction${method === "POST" ? "" : `/${INTERACTION}`}?sysparm_display_value=x`, { state: "x" }),
      faults(
        message("invalid_choice", { field: "state", value: "x", choices: CHOICES.interaction }),
        message("invalid_parameter", { name: "sysparm_display_value", value: "x", choices: "true or false or all" }),
      ),
    );
    refused(
      `${method}: faulty parameters alone`,
      () => call(method, `table/interaction${method === "POST" ? "" : `/${INTERACTION}`}?sysparm_display_value=x`, { type: "x" }),
      faults(message("invalid_parameter", { name: "sysparm_display_value", value: "x", choices: "true or false or all" })),
    );

    const shape = (kind) => message("json_no_object", { kind });
    bad("no body", "interaction", "", message("json_empty"));
    bad("an array", "interaction", '[{"type":"x"}]', shape("an array"));
    bad("null", "interaction", "null", shape("null"));
    bad("half an object", "interaction", '{"type":"x"', message("json_malformed", { reason: "EOF while parsing an object at line 1 column 11" }));
    for (const [name, body, text] of [
      ["an element within a field", "<r><type><b/></type></r>", notAString("type", "an element")],
      ["a DOCTYPE", "<!DOCTYPE r><r><type>x</type></r>", message("xml_malformed", { reason: message("xml_doctype") })],
      ["a control character", "<r><type>&#1;</type></r>", message("xml_malformed", { reason: message("xml_reference", { name: "#1" }) })],
      ["two entries", "<r><entry><type>x</type></entry><entry/></r>", message("xml_malformed", { reason: message("xml_second_entry") })],
    ]) {
      refused(`${method} in XML: ${name}`, () => send(method, "interaction", body, { "content-type": "text/xml" }), faults(text));
    }

    const path = `table/interaction${method === "POST" ? "" : `/${INTERACTION}`}`;
    const LARGE = JSON.stringify({ short_description: "x".repeat(65536) });
    refused(`${method}: 413 before syntax`, () => call(method, path, LARGE.slice(0, -1)), failure(...TOO_LARGE));
    refused(`${method}: 415 before 413`, () => call(method, path, LARGE, { "content-type": "text/plain" }), failure(...UNSUPPORTED));
    refused(`${method}: 415 for a coded body`, () => call(method, path, { type: "x" }, { "content-encoding": "gzip" }), failure(...UNSUPPORTED));
    refused(`${method}: 406 before 415`, () => call(method, path, "x", { "content-type": "text/plain", accept: "text/html" }), failure(...NOT_ACCEPTABLE));
  }
  refused("a help request without an interaction", () => call("POST", "table/interaction_help_request", { reason: "x" }), faults(message("required", { field: "interaction" })));
  for (const method of ["PATCH", "PUT"]) {
    for (const table of TABLES) {
      for (const state of [null, "", " "]) {
        refused(`${method} ${table}: state ${JSON.stringify(state)}`, () => send(method, table, { state }), faults(message("empty", { field: "state" })));
      }
    }
    refused(`${method}: another sys_id`, () => send(method, "interaction", { sys_id: UNUSED, type: "x" }), faults(message("sys_id_given", { field: "sys_id" })));
    refused(`${method}: values before existence`, () => call(method, `table/interaction/${UNUSED}`, { state: "x" }), (answer) => assert.equal(answer.status, 400));
    refused(`${method}: Content-Type before existence`, () => call(method, "table/interaction/xyz", "{}", { "content-type": "text/plain" }), (answer) => assert.equal(answer.status, 415));
    refused(`${method}: values before a sys_id that is none`, () => call(method, "table/interaction/xyz", { state: "x" }), (answer) => assert.equal(answer.status, 400));
  }
  test("every choice is taken, by each method", async () => {
    for (const [table, states] of [
      ["interaction", ["work_in_progress", "on_hold", "wrap_up", "closed_complete", "closed_abandoned", "new"]],
      ["interaction_help_request", ["in_progress", "closed", "cancelled", "new"]],
    ]) {
      const { sys_id, interaction } = await created(table);
      for (const state of states) {
        assert.equal((await created(table, { state, ...(interaction ? { interaction } : {}) })).state, state);
        for (const method of ["PATCH", "PUT"]) {
          assert.equal(JSON.parse((await call(method, `table/${table}/${sys_id}`, { state })).text).result.state, state);
        }
      }
    }
  });
});

describe("simultaneous calls", () => {
  test("each PATCH counts, and one of the values stands", async () => {
    const { sys_id } = await created("interaction");
    const types = Array.from({ length: 10 }, (_, n) => `type ${n}`);
    const answers = await Promise.all(types.map((type) => call("PATCH", `table/interaction/${sys_id}`, { type })));
    assert.deepEqual(answers.map(({ status }) => status), Array(10).fill(200));
    const counts = answers.map(({ text }) => Number(JSON.parse(text).result.sys_mod_count)).sort((a, b) => a - b);
    assert.deepEqual(counts, types.map((_, n) => n + 1));
    const last = answers.find(({ text }) => JSON.parse(text).result.sys_mod_count === "10");
    const { type, sys_mod_count } = await row("interaction", sys_id);
    assert.deepEqual([type, sys_mod_count], [JSON.parse(last.text).result.type, 10]);
  });
  test("of two DELETEs one is 204 and one 404", async () => {
    const { sys_id } = await created("interaction");
    const answers = await Promise.all([1, 2].map(() => call("DELETE", `table/interaction/${sys_id}`)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 404]);
  });
  test("an interaction is deleted, or gets a help request, and never both", async () => {
    for (let round = 0; round < 6; round += 1) {
      const { sys_id: interaction } = await created("interaction");
      const calls = [() => call("DELETE", `table/interaction/${interaction}`), () => call("POST", "table/interaction_help_request", { interaction })];
      const [deleted, added] = round % 2 ? (await Promise.all(calls.reverse().map((send) => send()))).reverse() : await Promise.all(calls.map((send) => send()));
      assert.ok(["204 400", "409 201"].includes(`${deleted.status} ${added.status}`), `${deleted.status} ${added.status}`);
      const requests = await service.rows("SELECT * FROM interaction_help_request WHERE interaction = ?1", interaction);
      assert.equal(requests.length, added.status === 201 ? 1 : 0);
      assert.equal((await row("interaction", interaction)) === undefined, deleted.status === 204);
    }
  });
});

test("an answer in XML is well-formed, whatever the caller is called", async () => {
  const { call: odd } = caller(service, `Bearer ${hs256(claims({ sub: "a\u0001<b>\u0000\uffff&" }), SECRET)}`);
  const answer = await odd("POST", "table/interaction?sysparm_fields=sys_created_by", "<r/>", XML);
  assert.equal(answer.status, 201, answer.text);
  assert.match(answer.text, /^<\?xml version="1.0" encoding="UTF-8"\?><response><result><sys_created_by>a[^\u0000-\u001f\ufffe\uffff]*&lt;b&gt;[^\u0000-\u001f\ufffe\uffff]*&amp;<\/sys_created_by><\/result><\/response>$/);
});

describe("tables that are not written here", () => {
  const body = (table) => message("read_only_detail", { table });
  const existing = "d25f034f3b4bfe101baa9f7e53e45a9f";
  for (const table of ["supervisor_help_action", "sys_audit"]) {
    for (const version of ["", "v1/", "v2/"]) {
      for (const [method, path] of [
        ["POST", `${version}table/${table}`],
        ["PATCH", `${version}table/${table}/${existing}`],
        ["PUT", `${version}table/${table}/${existing}`],
        ["DELETE", `${version}table/${table}/${existing}`],
        ["DELETE", `${version}table/${table}/xyz`],
      ]) {
        refused(`${method} ${path} by admin`, () => admin.call(method, path, method === "DELETE" ? undefined : { action: "observe" }), failure(403, message("not_authorized"), body(table)));
      }
    }
    refused(`POST ${table}: before Accept, Content-Type and syntax`, () => admin.call("POST", `table/${table}`, "{", { accept: "text/html", "content-type": "text/plain" }), failure(403, message("not_authorized"), body(table)));
    refused(`POST ${table} without credentials is 401`, () => service.request("POST", `/api/now/table/${table}`, {}, "{}"), (answer) => assert.equal(answer.status, 401));
  }
  refused("sys_audit by others than admin", () => call("POST", "table/sys_audit", {}), failure(403, ...roleMissing("admin")));
});
