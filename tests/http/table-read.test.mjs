// Contract, section 7: lists and single records of the Table API.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CORRECT_NAMED, escaped, expectFailure, expectResult, expectTableFaults, methodNotAllowed, NO_RECORD, NOT_ACCEPTABLE, UNAUTHENTICATED, UNAUTHORIZED } from "./support/expect.mjs";
import { CHOICES, message } from "./support/messages.mjs";
import { claims, SECRET, start } from "./support/service.mjs";
import { caller, clear, FIELDS, id, invalidCount, query, seed, shown, unknownField } from "./support/table.mjs";
import { hs256 } from "./support/tokens.mjs";

const service = await start();
const { call, get, list } = caller(service);
const at = (version = "") => `${service.url.origin}/api/now/${version}table/`;
const PROLOG = '<?xml version="1.0" encoding="UTF-8"?>';
const XML = { accept: "application/xml" };

await clear(service);
await seed(service, "interaction", [
  { sys_id: id(1), number: "IMS0000011", type: "phone", state: "new", short_description: "Refund", opened_at: "2026-03-01 08:00:00", closed_at: null, assigned_to: "ann", opened_for: "Zoë" },
  { sys_id: id(2), number: "IMS0000012", type: "chat", state: "closed_complete", short_description: '<b>"Ä" & \\ \u{1F600}</b>\t\n', opened_at: null, closed_at: "2026-03-02 09:00:00", assigned_to: "bob", opened_for: null },
  { sys_id: id(3), number: "IMS0000013", type: null, state: "on_hold", short_description: null, opened_at: null, closed_at: null, assigned_to: "ann", opened_for: "" },
]);
await seed(service, "interaction_help_request", [
  { sys_id: id("a1"), interaction: id(1), state: "in_progress", reason: "Too much", comments: "c", opened_by: "ann", help_provided_by: "sue", sys_mod_count: 3 },
  { sys_id: id("a2"), interaction: id(2), state: "new", reason: null, comments: null, opened_by: null, help_provided_by: null, sys_mod_count: 0 },
]);
await seed(service, "supervisor_help_action", [
  { sys_id: id("b1"), interaction: id(1), help_request: id("a1"), action: "coach", start_time: "2026-03-01 10:00:00", end_time: "2026-03-01 10:30:05" },
  { sys_id: id("b2"), interaction: id(2), help_request: null, action: "barge_in", start_time: "2026-03-01 10:00:00", end_time: null },
]);
const stored = Object.fromEntries(
  await Promise.all(
    ["interaction", "interaction_help_request", "supervisor_help_action"].map(async (table) => [
      table,
      await service.rows(`SELECT * FROM ${table} ORDER BY sys_id`),
    ]),
  ),
);
const TABLES = Object.keys(stored);

describe("a list", () => {
  for (const version of ["", "v1/", "v2/"]) {
    for (const table of TABLES) {
      test(`of ${version}${table}, whole`, async () => {
        const answer = await get(`${version}table/${table}`);
        expectResult(answer, 200, stored[table].map((row) => shown(table, row, at(version))));
        const { headers } = answer;
        const url = `${at(version)}${table}?sysparm_limit=10000&sysparm_offset=0`;
        assert.equal(headers["x-total-count"], String(stored[table].length));
        assert.equal(headers.link, `<${url}>;rel="first",<${url}>;rel="last"`);
        assert.equal(headers["content-type"], "application/json;charset=UTF-8");
        assert.equal(headers["cache-control"], "no-store");
        assert.equal(headers["x-content-type-options"], "nosniff");
        assert.equal(headers["strict-transport-security"], "max-age=31536000");
        assert.match(headers["x-transaction-id"], /^[0-9a-f]{32}$/);
      });
    }
  }

  test("in XML, with the same members and a result for each record", async () => {
    const answer = await get(`table/interaction_help_request?${query({ sysparm_fields: "comments,interaction,sys_id" })}`, XML);
    const result = ({ comments, interaction, sys_id }) =>
      `<result>${comments ? `<comments>${comments}</comments>` : "<comments/>"}<interaction><link>${at()}interaction/${interaction}</link><value>${interaction}</value></interaction><sys_id>${sys_id}</sys_id></result>`;
    assert.equal(answer.text, `${PROLOG}<response>${stored.interaction_help_request.map(result).join("")}</response>`);
    assert.deepEqual([answer.status, answer.headers["content-type"], answer.headers["x-total-count"]], [200, "application/xml;charset=UTF-8", "2"]);
  });

  test("markup in a value is text in XML", async () => {
    const answer = await get(`table/interaction?${query({ sysparm_fields: "short_description", sys_id: id(2) })}`, XML);
    assert.equal(answer.text, `${PROLOG}<response><result><short_description>&lt;b&gt;&quot;Ä&quot; &amp; \\ \u{1F600}&lt;/b&gt;\t\n</short_description></result></response>`);
  });

  test("that is empty: 200 and [], in XML no result; under v1 404", async () => {
    for (const version of ["", "v2/"]) {
      const answer = await get(`${version}table/interaction?number=none`);
      expectResult(answer, 200, []);
      assert.equal(answer.headers["x-total-count"], "0");
    }
    assert.equal((await get("table/interaction?number=none", XML)).text, `${PROLOG}<response></response>`);
    expectFailure(await get("v1/table/interaction?number=none"), 404, ...NO_RECORD);
    const inXml = await get("v1/table/interaction?number=none", XML);
    assert.equal(inXml.text, `${PROLOG}<response><error><message>${NO_RECORD[0]}</message><detail>${escaped(NO_RECORD[1])}</detail></error><status>failure</status></response>`);
    assert.equal(inXml.status, 404);
  });

  test("HEAD: the headers of GET without a body", async () => {
    for (const path of ["table/interaction?sysparm_limit=1", `table/interaction/${id(1)}`, "stats/interaction?sysparm_count=true"]) {
      const kept = ({ status, headers }) => [status, ...["content-type", "link", "x-total-count", "cache-control"].map((name) => headers[name])];
      const [head, full] = [await call("HEAD", path), await get(path)];
      assert.deepEqual([...kept(head), head.text], [...kept(full), ""]);
    }
    const missing = await call("HEAD", `table/interaction/${id(9)}`);
    assert.deepEqual([missing.status, missing.text], [404, ""]);
  });
});

describe("one record", () => {
  for (const version of ["", "v1/", "v2/"]) {
    for (const table of TABLES) {
      test(`of ${version}${table}, whole`, async () => {
        for (const row of stored[table]) {
          const answer = await get(`${version}table/${table}/${row.sys_id}`);
          expectResult(answer, 200, shown(table, row, at(version)));
          assert.deepEqual([answer.headers["x-total-count"], answer.headers.link], [undefined, undefined]);
        }
      });
    }
  }
  test("by its sys_id in upper case", async () => {
    expectResult(await get(`table/supervisor_help_action/${id("B1")}`), 200, shown("supervisor_help_action", stored.supervisor_help_action[0], at()));
  });
  test("in XML", async () => {
    const answer = await get(`table/supervisor_help_action/${id("b2")}?sysparm_fields=action,duration,end_time,help_request,interaction`, XML);
    assert.equal(
      answer.text,
      `${PROLOG}<response><result><action>barge_in</action><duration/><end_time/><help_request/><interaction><link>${at()}interaction/${id(2)}</link><value>${id(2)}</value></interaction></result></response>`,
    );
    assert.deepEqual([answer.status, answer.headers["content-type"]], [200, "application/xml;charset=UTF-8"]);
  });
  test("with fields and display values", async () => {
    const answer = await get(`table/supervisor_help_action/${id("b1")}?sysparm_fields=interaction,action,interaction.state&sysparm_display_value=ALL`);
    expectResult(answer, 200, {
      interaction: { display_value: "IMS0000011", link: `${at()}interaction/${id(1)}`, value: id(1) },
      action: { display_value: "Coach", value: "coach" },
      "interaction.state": { display_value: "New", value: "new" },
    });
  });
  for (const [name, text] of [
    ["an unknown sys_id", id(9)],
    ["a record of another table", id("a1")],
    ["a text that is no sys_id", "xyz"],
    ["a sys_id that is too long", `${id(1)}0`],
    ["a number", "IMS0000011"],
    ["an encoded blank behind it", `${id(1)}%20`],
  ]) {
    test(`404: ${name}`, async () => {
      for (const version of ["", "v1/", "v2/"]) expectFailure(await get(`${version}table/interaction/${text}`), 404, ...NO_RECORD);
    });
  }
  test("faults of its parameters", async () => {
    expectTableFaults(
      await get(`table/interaction/${id(1)}?sysparm_fields=nmber&sysparm_display_value=yes&sysparm_exclude_reference_link=1`),
      message("invalid_parameter", { name: "sysparm_display_value", value: "yes", choices: "true or false or all" }),
      message("invalid_parameter", { name: "sysparm_exclude_reference_link", value: "1", choices: "true or false" }),
    );
  });
});

describe("sysparm_fields", () => {
  const [first] = stored.interaction;
  const asked = async (fields, table = "supervisor_help_action") =>
    (await list(table, { sysparm_fields: fields, sysparm_exclude_reference_link: "true" }))[0];
  const keys = async (fields) => JSON.stringify(await asked(fields, "interaction"));
  test("in their own order, each once, with blanks around them", async () => {
    const expected = JSON.stringify({ state: first.state, number: first.number, sys_id: first.sys_id });
    for (const fields of ["state,number,sys_id", " state , number,state,sys_id,number", "state,,number,sys_id,"]) {
      assert.equal(await keys(fields), expected);
    }
  });
  test("commas alone ask for nothing, which is everything", async () => {
    assert.deepEqual(Object.keys(JSON.parse(await keys(" , ,"))), FIELDS.interaction);
  });
  test("each field alone", async () => {
    for (const table of TABLES) {
      for (const field of FIELDS[table]) {
        const value = shown(table, stored[table][0], at())[field];
        assert.deepEqual(await asked(field, table), { [field]: value.value ?? value });
      }
    }
  });
  test("fields of the record that a reference leads to, empty where it leads nowhere", async () => {
    const fields = "interaction.number,interaction.assigned_to,help_request.state,help_request.sys_mod_count,help_request.interaction,sys_id";
    const records = await list("supervisor_help_action", { sysparm_fields: fields });
    assert.equal(
      JSON.stringify(records),
      JSON.stringify([
        {
          "interaction.number": "IMS0000011",
          "interaction.assigned_to": "ann",
          "help_request.state": "in_progress",
          "help_request.sys_mod_count": "3",
          "help_request.interaction": { link: `${at()}interaction/${id(1)}`, value: id(1) },
          sys_id: id("b1"),
        },
        {
          "interaction.number": "IMS0000012",
          "interaction.assigned_to": "bob",
          "help_request.state": "",
          "help_request.sys_mod_count": "",
          "help_request.interaction": "",
          sys_id: id("b2"),
        },
      ]),
    );
  });
  test("every field of every record that a reference leads to, at once", async () => {
    const fields = [...FIELDS.supervisor_help_action];
    for (const name of FIELDS.interaction) fields.push(`interaction.${name}`);
    for (const name of FIELDS.interaction_help_request) fields.push(`help_request.${name}`);
    const [record] = await list("supervisor_help_action", { sysparm_fields: fields.join(), sysparm_display_value: "all" });
    assert.deepEqual(Object.keys(record), fields);
    for (const [name, value] of Object.entries(shown("interaction", first, at()))) assert.equal(record[`interaction.${name}`].value, value.value ?? value);
  });
  for (const field of [
    "nmber",
    "Number",
    "sys_transaction_id",
    "interaction.number",
    "state.number",
    "number.",
    ".number",
    "*",
    "number number",
    "t.number",
    "rowid",
  ]) {
    test(`"${field}" is no field of interaction: passed over and told`, async () => {
      const told = encodeURIComponent(field).replaceAll("%20", "+");
      const alone = await get(`table/interaction/${id(1)}?${query({ sysparm_fields: field })}`);
      expectResult(alone, 200, {});
      const beside = await get(`table/interaction?${query({ sysparm_fields: `sys_id,${field}` })}`);
      expectResult(beside, 200, stored.interaction.map(({ sys_id }) => ({ sys_id })));
      for (const { headers } of [alone, beside]) assert.equal(headers["x-ignored-fields"], told);
      assert.equal((await service.logLine(beside)).ignored_fields, told);
    });
  }
  test("each name that is none is told", async () => {
    const answer = await get(`table/supervisor_help_action/${id("b1")}?sysparm_fields=interaction.state.x,sys_id,interaction.nmber,interaction.sys_transaction_id`);
    expectResult(answer, 200, { sys_id: id("b1") });
    assert.equal(answer.headers["x-ignored-fields"], "interaction.state.x, interaction.nmber, interaction.sys_transaction_id");
  });
  test("references are followed, and each fault is told", async () => {
    expectResult(
      await get(`table/supervisor_help_action/${id("b1")}?sysparm_fields=action,help_request.interaction.number,help_request.interaction&sysparm_exclude_reference_link=true`),
      200,
      { action: "coach", "help_request.interaction.number": "IMS0000011", "help_request.interaction": id(1) },
    );
  });
});

describe("sysparm_display_value", () => {
  const link = { link: `${at()}interaction/${id(1)}` };
  const linkToRequest = { link: `${at()}interaction_help_request/${id("a1")}` };
  const fields = "action,start_time,duration,sys_id,interaction,help_request";
  const common = { start_time: "2026-03-01 10:00:00", duration: "1805", sys_id: id("b1") };
  const both = (display_value, value = display_value) => ({ display_value, value });
  const commonAll = { start_time: both(common.start_time), duration: both("1805"), sys_id: both(id("b1")) };
  const asValues = { action: "coach", ...common, interaction: { ...link, value: id(1) }, help_request: { ...linkToRequest, value: id("a1") } };
  const asWords = {
    action: "Coach",
    ...common,
    interaction: { display_value: "IMS0000011", ...link },
    help_request: { display_value: id("a1"), ...linkToRequest },
  };
  const asBoth = {
    action: both("Coach", "coach"),
    ...commonAll,
    interaction: { display_value: "IMS0000011", ...link, value: id(1) },
    help_request: { display_value: id("a1"), ...linkToRequest, value: id("a1") },
  };
  for (const [texts, links, expected] of [
    [["", "false", "False", "FALSE", undefined], undefined, asValues],
    [["false", undefined], "true", { action: "coach", ...common, interaction: id(1), help_request: id("a1") }],
    [["true", "True", "TRUE"], "False", asWords],
    [["true"], "True", { action: "Coach", ...common, interaction: "IMS0000011", help_request: id("a1") }],
    [["all", "All", "ALL"], "", asBoth],
    [["all"], "TRUE", { action: both("Coach", "coach"), ...commonAll, interaction: both("IMS0000011", id(1)), help_request: both(id("a1")) }],
  ]) {
    for (const text of texts) {
      test(`"${text}", links excluded: ${links}`, async () => {
        const parameters = { sysparm_fields: fields, sys_id: id("b1") };
        if (text !== undefined) parameters.sysparm_display_value = text;
        if (links !== undefined) parameters.sysparm_exclude_reference_link = links;
        assert.equal(JSON.stringify(await list("supervisor_help_action", parameters)), JSON.stringify([expected]));
      });
    }
  }
  test("of fields without a value", async () => {
    for (const [display, expected] of [
      ["false", { help_request: "", end_time: "", duration: "" }],
      ["true", { help_request: "", end_time: "", duration: "" }],
      ["all", { help_request: both(""), end_time: both(""), duration: both("") }],
    ]) {
      for (const excluded of ["true", "false"]) {
        const parameters = { sysparm_fields: "help_request,end_time,duration", sys_id: id("b2"), sysparm_display_value: display };
        assert.deepEqual(await list("supervisor_help_action", { ...parameters, sysparm_exclude_reference_link: excluded }), [expected]);
      }
    }
  });
  test("all, in XML", async () => {
    const path = `table/supervisor_help_action?sysparm_fields=action,end_time,interaction&sysparm_display_value=all&sys_id=${id("b2")}`;
    assert.equal(
      (await get(path, XML)).text,
      `${PROLOG}<response><result><action><display_value>Barge In</display_value><value>barge_in</value></action><end_time><display_value/><value/></end_time><interaction><display_value>IMS0000012</display_value><link>${at()}interaction/${id(2)}</link><value>${id(2)}</value></interaction></result></response>`,
    );
  });
  for (const text of ["yes", "1", "both", "truefalse"]) {
    test(`"${text}" is none`, async () => {
      expectTableFaults(await get(`table/interaction?sysparm_display_value=${text}`), message("invalid_parameter", { name: "sysparm_display_value", value: text, choices: "true or false or all" }));
    });
  }
});

describe("words for every choice", () => {
  const words = {
    interaction: ["state", { new: "New", work_in_progress: "Work in Progress", on_hold: "On Hold", wrap_up: "Wrap Up", closed_complete: "Closed Complete", closed_abandoned: "Closed Abandoned" }],
    interaction_help_request: ["state", { new: "New", in_progress: "In Progress", closed: "Closed", cancelled: "Cancelled" }],
    supervisor_help_action: ["action", { barge_in: "Barge In", coach: "Coach", monitor: "Monitor", observe: "Observe" }],
  };
  test("is shown, and the word itself is the value", async () => {
    const own = await start();
    await clear(own);
    const needed = {
      interaction: (n) => ({ number: `IMS000000${n}` }),
      interaction_help_request: () => ({ interaction: id(1) }),
      supervisor_help_action: () => ({ interaction: id(1), start_time: "2026-03-01 10:00:00" }),
    };
    for (const [table, [field, labels]] of Object.entries(words)) {
      await seed(own, table, Object.keys(labels).map((word, n) => ({ sys_id: id(n + 1), ...needed[table](n), [field]: word })));
      const records = await caller(own).list(table, { sysparm_fields: field, sysparm_display_value: "all" });
      assert.deepEqual(records.map((record) => record[field]), Object.entries(labels).map(([value, display_value]) => ({ display_value, value })));
    }
  });
});

describe("sysparm_limit and sysparm_offset", () => {
  for (const [parameters, expected] of [
    ["sysparm_limit=1", [1]],
    ["sysparm_limit=2", [1, 2]],
    ["sysparm_limit=3", [1, 2, 3]],
    ["sysparm_limit=10000", [1, 2, 3]],
    // aiosnow asks for more than there may be.
    ["sysparm_limit=10001", [1, 2, 3]],
    ["sysparm_limit=4611686018427387903", [1, 2, 3]],
    ["sysparm_limit=&sysparm_offset=", [1, 2, 3]],
    ["sysparm_offset=0", [1, 2, 3]],
    ["sysparm_offset=1", [2, 3]],
    ["sysparm_offset=2&sysparm_limit=1", [3]],
    ["sysparm_offset=1&sysparm_limit=1", [2]],
    ["sysparm_offset=3", []],
    ["sysparm_offset=4000000000000000000", []],
    ["sysparm_limit=%201%20", [1]],
    ["sysparm_limit=01", [1]],
    ["sysparm_limit=1&sysparm_limit=1", [1]],
  ]) {
    test(parameters, async () => {
      const answer = await get(`table/interaction?sysparm_fields=sys_id&${parameters}`);
      expectResult(answer, 200, expected.map((n) => ({ sys_id: id(n) })));
      assert.equal(answer.headers["x-total-count"], "3");
    });
  }
  test("a limit of 0 is refused in ServiceNow's words", async () => {
    for (const text of ["0", "00"]) {
      expectFailure(await get(`table/interaction?sysparm_limit=${text}`), 400, message("invalid_limit"), message("not_positive"));
    }
    expectTableFaults(await get("table/interaction?sysparm_limit=0&sysparm_offset=x"), message("not_positive"), invalidCount("sysparm_offset", "x"));
  });
  for (const name of ["sysparm_group_by", "sysparm_having", "sysparm_order_by", "sysparm_orderby"]) {
    test(`${name} is for aggregates`, async () => {
      expectTableFaults(await get(`table/interaction?${name}=state`), message("parameter_of_stats", { name, table: "interaction" }));
    });
  }
  for (const text of ["-1", "1.5", "abc", "4611686018427387904", "1e3", "0x10", "99999999999999999999", "1,2", "١", "true", "1;2"]) {
    test(`sysparm_limit ${text}`, async () => {
      expectTableFaults(await get(`table/interaction?${query({ sysparm_limit: text })}`), invalidCount("sysparm_limit", text));
    });
  }
  for (const text of ["-1", "1.5", "abc", "4611686018427387904", "99999999999999999999"]) {
    test(`sysparm_offset ${text}`, async () => {
      expectTableFaults(await get(`table/interaction?${query({ sysparm_offset: text })}`), invalidCount("sysparm_offset", text));
    });
  }
  test("the highest offset", async () => {
    const answer = await get("table/interaction?sysparm_offset=4611686018427387903");
    expectResult(answer, 200, []);
  });
});

describe("Link", () => {
  const page = (kept, limit, offset) => `<${at()}interaction?${kept}sysparm_limit=${limit}&sysparm_offset=${offset}>`;
  const header = (kept, limit, relations) => Object.entries(relations).map(([relation, offset]) => `${page(kept, limit, offset)};rel="${relation}"`).join(",");
  for (const [name, parameters, kept, limit, relations] of [
    ["the only page", "", "", 10000, { first: 0, last: 0 }],
    ["the only page, exactly full", "sysparm_limit=3", "", 3, { first: 0, last: 0 }],
    ["the first page", "sysparm_limit=1", "", 1, { first: 0, next: 1, last: 2 }],
    ["a page in the middle", "sysparm_limit=1&sysparm_offset=1", "", 1, { first: 0, prev: 0, next: 2, last: 2 }],
    ["the last page", "sysparm_limit=1&sysparm_offset=2", "", 1, { first: 0, prev: 1, last: 2 }],
    ["the last page, not full", "sysparm_limit=2&sysparm_offset=2", "", 2, { first: 0, prev: 0, last: 2 }],
    ["a limit above the highest, which is the highest", "sysparm_limit=10001", "", 10000, { first: 0, last: 0 }],
    ["an offset that is no multiple", "sysparm_limit=2&sysparm_offset=1", "", 2, { first: 0, prev: 0, last: 2 }],
    ["behind the end", "sysparm_limit=2&sysparm_offset=8", "", 2, { first: 0, prev: 6, last: 2 }],
    ["without a count there is no last", "sysparm_no_count=true&sysparm_limit=1&sysparm_offset=1", "sysparm_no_count=true&", 1, { first: 0, prev: 0, next: 2 }],
    ["the last page without a count", "sysparm_limit=1&sysparm_offset=2&sysparm_no_count=TRUE", "sysparm_no_count=TRUE&", 1, { first: 0, prev: 1 }],
    ["an empty list", "number=none&sysparm_limit=5", "number=none&", 5, { first: 0, last: 0 }],
    [
      "other parameters stay, as they were written",
      "sysparm_query=numberSTARTSWITHIMS%5EORDERBYnumber&sysparm_limit=2&sysparm_fields=sys_id&sysparm_offset=0&sysparm_view=a%20b+c",
      "sysparm_query=numberSTARTSWITHIMS%5EORDERBYnumber&sysparm_fields=sys_id&sysparm_view=a%20b+c&",
      2,
      { first: 0, next: 2, last: 2 },
    ],
    ["empty parameters of the page go", "sysparm_limit=&sysparm_offset=&sysparm_query=", "sysparm_query=&", 10000, { first: 0, last: 0 }],
  ]) {
    test(name, async () => assert.equal((await get(`table/interaction?${parameters}`)).headers.link, header(kept, limit, relations)));
  }
  test("names of parameters that are written with escapes", async () => {
    const { headers } = await get("table/interaction?sysparm%5Flimit=1&sysparm%5Foffset=1");
    assert.equal(headers.link, header("", 1, { first: 0, prev: 0, next: 2, last: 2 }));
  });
  test("no text of a parameter gets out of the brackets", async () => {
    const { headers } = await get(`table/interaction?sysparm_view=>;rel="next",<http://evil.example/`.replaceAll(" ", "%20"));
    assert.equal(headers.link.split(">").length, 3);
    assert.equal(headers.link.match(/evil/g).length, 2);
    assert.ok(!/rel="next"/.test(headers.link));
  });
  test("longer than 8 KiB it leaves out last, then first, then prev, and never next", async () => {
    const ask = (length, offset) => get(`table/interaction?sysparm_limit=1&sysparm_offset=${offset}&sysparm_view=${"x".repeat(length)}`);
    const kept = (length) => `sysparm_view=${"x".repeat(length)}&`;
    for (const [length, offset, relations] of [
      [1_900, 1, { first: 0, prev: 0, next: 2, last: 2 }],
      [2_500, 1, { first: 0, prev: 0, next: 2 }],
      [3_500, 1, { prev: 0, next: 2 }],
      [5_000, 1, { next: 2 }],
      [9_000, 1, { next: 2 }],
    ]) {
      assert.equal((await ask(length, offset)).headers.link, header(kept(length), 1, relations), length);
    }
    const { status, headers } = await ask(9_000, 2);
    assert.deepEqual([status, headers.link, headers["x-total-count"]], [200, undefined, "3"]);
  });
  test("suppressed, in any case", async () => {
    for (const text of ["true", "True", "TRUE"]) {
      const { headers } = await get(`table/interaction?sysparm_limit=1&sysparm_suppress_pagination_header=${text}`);
      assert.deepEqual([headers.link, headers["x-total-count"]], [undefined, "3"]);
    }
    for (const text of ["false", "False", ""]) {
      assert.match((await get(`table/interaction?sysparm_suppress_pagination_header=${text}`)).headers.link, /first/);
    }
  });
  test("without a count there is no X-Total-Count", async () => {
    assert.equal((await get("table/interaction?sysparm_no_count=true")).headers["x-total-count"], undefined);
    assert.equal((await get("table/interaction?sysparm_no_count=false")).headers["x-total-count"], "3");
  });
  for (const name of ["sysparm_suppress_pagination_header", "sysparm_no_count", "sysparm_exclude_reference_link"]) {
    test(`${name} that is neither true nor false`, async () => {
      expectTableFaults(await get(`table/interaction?${name}=maybe`), message("invalid_parameter", { name, value: "maybe", choices: "true or false" }));
    });
  }
});

describe("filters by field", () => {
  const found = async (parameters, table = "interaction") => {
    const answer = await get(`table/${table}?sysparm_fields=sys_id&${parameters}`);
    assert.equal(answer.status, 200, answer.text);
    const records = JSON.parse(answer.text).result.map(({ sys_id }) => sys_id.replace(/^0+/, ""));
    assert.equal(answer.headers["x-total-count"], String(records.length));
    return records.join();
  };
  for (const [parameters, expected, table] of [
    ["state=new", "1"],
    ["assigned_to=ann", "1,3"],
    ["assigned_to=ANN", "1,3"],
    ["assigned_to=an", ""],
    ["assigned_to=ann&state=on_hold", "3"],
    ["number=ims0000012", "2"],
    [`sys_id=${id(3)}`, "3"],
    ["opened_at=2026-03-01T09:00:00%2B01:00", "1"],
    ["opened_for=Zo%C3%AB", "1"],
    ["sysparm_query=assigned_to=ann&state=new", "1"],
    ["sysparm_query=state=new%5ENQstate=closed_complete%5ENQstate=on_hold&assigned_to=ann", "1,3"],
    ["sysparm_query=state=new%5EORstate=closed_complete&assigned_to=bob", "2"],
    ["assigned_to=", "1,2,3"],
    ["assigned_to=%20&nmber=", "1,2,3"],
    ["assigned_to=ann&assigned_to=ann", "1,3"],
    [`interaction=${id(1)}`, "b1", "supervisor_help_action"],
    ["interaction.number=IMS0000012", "b2", "supervisor_help_action"],
    ["duration=1805", "b1", "supervisor_help_action"],
    ["help_request.sys_mod_count=3", "b1", "supervisor_help_action"],
  ]) {
    test(`${parameters}: ${expected}`, async () => assert.equal(await found(parameters, table), expected));
  }
  for (const name of ["nmber", "Number", "limit", "sys_transaction_id", "interaction.number", "display_value"]) {
    test(`${name} is no field: 400, and never every record`, async () => {
      expectTableFaults(await get(`table/interaction?${name}=x`), unknownField("query parameter", name, "interaction"));
    });
  }
  test("values that are none of the field's", async () => {
    expectTableFaults(await get("table/interaction?state=Newer"), message("invalid_choice", { field: "state", value: "Newer", choices: CHOICES.interaction }));
    expectTableFaults(await get("table/supervisor_help_action?interaction=x"), message("invalid_sys_id", { field: "interaction", value: "x" }));
    expectTableFaults(await get("table/supervisor_help_action?duration=1.5"), message("invalid_number", { field: "duration", value: "1.5" }));
    expectTableFaults(
      await get("table/interaction?opened_at=soon"),
      message("time_not_accepted", { field: "opened_at", value: "soon" }),
    );
  });
  for (const name of ["state", "sysparm_query", "sysparm_limit", "sysparm_fields"]) {
    test(`${name} twice, and not the same`, async () => {
      const [one, two] = { state: ["new", "on_hold"], sysparm_query: ["state=new", "state=on_hold"], sysparm_limit: ["1", "2"], sysparm_fields: ["state", "number"] }[name];
      expectTableFaults(await get(`table/interaction?${query([[name, one], [name, two]])}`), message("duplicate_field", { field: name }));
    });
  }
});

describe("what clients attach", () => {
  test("pysnow's parameters, most of them empty", async () => {
    const parameters =
      "sysparm_query=&sysparm_limit=10000&sysparm_display_value=False&sysparm_suppress_pagination_header=False&sysparm_exclude_reference_link=False&sysparm_view=&sysparm_fields=";
    expectResult(await get(`table/interaction?${parameters}`), 200, stored.interaction.map((row) => shown("interaction", row, at())));
  });
  test("pysnc's", async () => {
    const answer = await get("table/interaction?sysparm_display_value=all&sysparm_exclude_reference_link=true&sysparm_query=state%3Dnew%5EORDERBYsys_id&sysparm_limit=100&sysparm_offset=0");
    const words = { type: "Phone", state: "New", sys_class_name: "Interaction" };
    const all = Object.entries(shown("interaction", stored.interaction[0], at())).map(([name, shown]) => {
      const value = shown.value ?? shown;
      return [name, { display_value: words[name] ?? value, value }];
    });
    expectResult(answer, 200, [Object.fromEntries(all)]);
  });
  test("unknown sysparm_ parameters are ignored, even twice", async () => {
    const answer = await get("table/interaction?sysparm_view=x&sysparm_view=y&sysparm_query_category=1&sysparm_query_no_domain=true&sysparm_input_display_value=true&sysparm_&sysparm_fields=sys_id");
    expectResult(answer, 200, [1, 2, 3].map((n) => ({ sys_id: id(n) })));
  });
  test("all faults together", async () => {
    expectTableFaults(
      await get("table/interaction?nmber=1&sysparm_limit=x&sysparm_no_count=x&sysparm_fields=x&sysparm_query=x=1&sysparm_offset=x"),
      invalidCount("sysparm_limit", "x"),
      invalidCount("sysparm_offset", "x"),
      message("invalid_parameter", { name: "sysparm_no_count", value: "x", choices: "true or false" }),
      unknownField("sysparm_query", "x", "interaction"),
      unknownField("query parameter", "nmber", "interaction"),
    );
  });
  test("a failure in XML has the same members", async () => {
    const answer = await get("table/interaction?sysparm_limit=x", XML);
    assert.equal(
      answer.text,
      `${PROLOG}<response><error><message>${escaped(message("invalid_request", { faults: invalidCount("sysparm_limit", "x") }))}</message><detail>${CORRECT_NAMED}</detail></error><status>failure</status></response>`,
    );
    assert.deepEqual([answer.status, answer.headers["content-type"]], [400, "application/xml;charset=UTF-8"]);
  });
});

const TABLE_NAMES =
  "interaction, interaction_help_request, supervisor_help_action, sys_audit, sys_journal_field, sys_choice, sys_dictionary, sys_db_object, sys_user, sys_user_role, sys_user_has_role";

describe("paths and methods", () => {
  const UNKNOWN = message("unknown_uri");
  for (const path of [
    "table",
    "table/",
    "table/interaction/",
    `table/interaction/${id(1)}/`,
    `table/interaction/${id(1)}/state`,
    "table//interaction",
    "v3/table/interaction",
    "v1/v2/table/interaction",
    "tables/interaction",
    "Table/interaction",
    "stats",
    "stats/",
    `stats/interaction/${id(1)}`,
    "stats/interaction/",
  ]) {
    test(`${path} is no resource, whatever the method`, async () => {
      for (const method of ["GET", "POST", "DELETE"]) {
        const answer = await service.request(method, `/api/now/${path}`);
        const { error, status } = JSON.parse(answer.text);
        assert.deepEqual([answer.status, error.message, status], [400, UNKNOWN, "failure"]);
      }
    });
  }
  for (const name of ["Interaction", "nothing", "sys_users", "task", "idempotency_record", "sqlite_master", "d1_migrations", "interaction%20", "interaction%2F"]) {
    test(`${name} is no table`, async () => {
      for (const path of [`table/${name}`, `v1/table/${name}/${id(1)}`, `v2/stats/${name}`]) {
        const detail = message("unknown_table_detail", { table: name, tables: TABLE_NAMES });
        expectFailure(await get(path), 400, UNKNOWN, detail);
        // Nobody learns the names of tables without credentials.
        assert.equal((await service.request("GET", `/api/now/${path}`)).status, 401);
      }
    });
  }
  for (const [path, allowed, methods] of [
    ["table/interaction", "GET, HEAD, POST", ["PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]],
    [`table/interaction/${id(1)}`, "GET, HEAD, PUT, PATCH, DELETE", ["POST", "OPTIONS"]],
    ["stats/interaction", "GET, HEAD", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]],
  ]) {
    test(`405 of ${path}, before credentials are asked for`, async () => {
      for (const method of methods) {
        const answer = await service.request(method, `/api/now/${path}`);
        expectFailure(answer, 405, ...methodNotAllowed(allowed.replaceAll(", ", " or ")));
        assert.equal(answer.headers.allow, allowed);
      }
    });
  }
});

describe("who may call", () => {
  const calls = [
    ["GET", "table/interaction"],
    ["GET", `table/interaction/${id(1)}`],
    ["GET", "stats/interaction?sysparm_count=true"],
    ["POST", "table/interaction", "{}"],
    ["PATCH", `table/interaction/${id(1)}`, '{"type":"x"}'],
    ["PUT", `table/interaction/${id(1)}`, '{"type":"x"}'],
    ["DELETE", `table/interaction/${id(3)}`],
  ];
  const basic = (user, password = "help-request-demo") => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  for (const [name, authorization, status, words] of [
    ["no credentials", undefined, 401, UNAUTHENTICATED],
    ["a wrong password", basic("cti.integration", "wrong"), 401, UNAUTHENTICATED],
    ["an inactive user", basic("former.integration"), 401, UNAUTHENTICATED],
    ["a token of another key", `Bearer ${hs256(claims(), "x".repeat(32))}`, 401, UNAUTHENTICATED],
    ["a user without the role", basic("agent.desk"), 403, UNAUTHORIZED],
    ["a token without the role", `Bearer ${hs256(claims({ roles: ["other"] }), SECRET)}`, 403, UNAUTHORIZED],
  ]) {
    test(`${name}: ${status}, and nothing is changed`, async () => {
      const before = await service.everything();
      for (const [method, path, body] of calls) {
        const answer = await call(method, path, body, { authorization });
        expectFailure(answer, status, ...words);
        assert.equal(/^Basic .*Bearer/.test(answer.headers["www-authenticate"] ?? ""), status === 401);
      }
      assert.deepEqual(await service.everything(), before);
    });
  }
  test("a user with the role, and admin, are let in", async () => {
    for (const authorization of [basic("cti.integration"), basic("admin"), `Bearer ${hs256(claims({ roles: ["admin"] }), SECRET)}`]) {
      expectResult(await get(`table/interaction/${id(1)}?sysparm_fields=number`, { authorization }), 200, { number: "IMS0000011" });
    }
  });
});

describe("Accept", () => {
  for (const [accept, type] of [
    [undefined, "json"],
    ["*/*", "json"],
    ["application/json", "json"],
    ["text/xml", "xml"],
    ["application/xml;q=0.9, application/json;q=0.8", "xml"],
  ]) {
    test(`${accept} is answered in ${type}`, async () => {
      for (const path of ["table/interaction", `table/interaction/${id(1)}`, "stats/interaction?sysparm_count=true"]) {
        assert.equal((await get(path, { accept })).headers["content-type"], `application/${type};charset=UTF-8`);
      }
    });
  }
  test("neither: 406", async () => {
    for (const path of ["table/interaction", `table/interaction/${id(1)}`, "stats/interaction"]) {
      expectFailure(await get(path, { accept: "text/html" }), ...NOT_ACCEPTABLE);
    }
  });
  test("it is judged before parameters and before what exists", async () => {
    for (const path of ["table/interaction?sysparm_limit=x", `table/interaction/${id(9)}`, "stats/interaction?sysparm_query=x", "table/interaction/xyz"]) {
      expectFailure(await get(path, { accept: "text/html" }), ...NOT_ACCEPTABLE);
    }
  });
});

test("nothing of what was read here was changed", async () => {
  for (const table of TABLES) assert.deepEqual(await service.rows(`SELECT * FROM ${table} ORDER BY sys_id`), stored[table]);
});
