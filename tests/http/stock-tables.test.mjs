// Contract, sections 6 and 7: the stock columns of interactions, their defaults, journals, own columns, and what bodies may hold. The
// numbers are the rows of what real connectors send.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectFailure, expectResult, expectTableFaults, NO_RECORD } from "./support/expect.mjs";
import { CHOICES, message } from "./support/messages.mjs";
import { observedDatabase } from "./support/observed-database.mjs";
import { claims, SECRET, start } from "./support/service.mjs";
import { caller, id, known, query, shown } from "./support/table.mjs";
import { hs256 } from "./support/tokens.mjs";
import { setVariables, VARIABLES } from "./support/variables.mjs";

const observed = observedDatabase();
const service = await start({ observed, entry: VARIABLES });
const { call, get, list } = caller(service);
const admin = caller(service, `Bearer ${hs256(claims({ sub: "root", roles: ["admin"] }), SECRET)}`);
const tables = `${service.url.origin}/api/now/table/`;
const row = async (table, sys_id) => (await service.rows(`SELECT * FROM ${table} WHERE sys_id = ?1`, sys_id))[0];
const result = (answer) => JSON.parse(answer.text).result;
const ignored = ({ headers }) => headers["x-ignored-fields"];

/** Creates a record, which has to be shown as it is stored. */
async function post(body, { table = "interaction", parameters = "" } = {}) {
  const answer = await call("POST", `table/${table}?${parameters}`, body);
  assert.equal(answer.status, 201, answer.text);
  const stored = await row(table, answer.headers.location.split("/").at(-1));
  if (!parameters) expectResult(answer, 201, shown(table, stored, tables));
  return { answer, stored };
}

async function patch(sys_id, body) {
  const answer = await call("PATCH", `table/interaction/${sys_id}`, body);
  const stored = await row("interaction", sys_id);
  expectResult(answer, 200, shown("interaction", stored, tables));
  return { answer, stored };
}

describe("what connectors send", () => {
  const [CONTACT, ACCOUNT, CASE] = ["c0", "c1", "c2"].map(id);

  test("1: a softphone logs a finished call, with notes", async () => {
    const body = { short_description: "Call from +1", work_notes: "said hello", state: "closed_complete", assigned_to: "ann", opened_for: "bob", type: "phone" };
    const { answer, stored } = await post(body);
    const { work_notes, ...own } = body;
    assert.deepEqual({ ...stored, ...own }, stored);
    assert.equal(ignored(answer), undefined);
    const notes = await list("sys_journal_field", { sysparm_query: `element_id=${stored.sys_id}`, sysparm_fields: "name,element,value" });
    assert.deepEqual(notes, [{ name: "interaction", element: "work_notes", value: work_notes }]);
  });

  test("2: it looks for its own key first, and reads few rows for it", async () => {
    const key = `rc_${"0123456789abcdef".repeat(2)}`;
    const look = () => get(`table/interaction?${query({ sysparm_query: `client_session_id=${key}`, sysparm_fields: "sys_id,client_session_id", sysparm_limit: 1 })}`);
    expectResult(await look(), 200, []);
    const { stored } = await post({ client_session_id: key });
    for (let n = 0; n < 30; n += 1) await service.interaction();
    observed.batches.length = 0;
    expectResult(await look(), 200, [{ sys_id: stored.sys_id, client_session_id: key }]);
    const read = observed.batches[0].metas.reduce((sum, { rows_read }) => sum + rows_read, 0);
    assert.ok(read <= 6, `${read} rows read`);
  });

  test("3: a record that is wrapped by mistake is passed over, and that is told", async () => {
    const { answer, stored } = await post({ data: { short_description: "x" } });
    assert.deepEqual([ignored(answer), stored.short_description], ["data", null]);
    const before = await service.everything();
    const again = await call("PATCH", `table/interaction/${stored.sys_id}`, { data: { short_description: "x" } });
    expectResult(again, 200, shown("interaction", stored, tables));
    assert.equal(ignored(again), "data");
    assert.deepEqual(await service.everything(), before);
  });

  test("4: it reads the labels of state and type", async () => {
    const of = (element) => list("sys_choice", { sysparm_query: `name=interaction^element=${element}^ORDERBYsequence`, sysparm_fields: "label,value" });
    assert.deepEqual(await of("state"), [
      { label: "New", value: "new" },
      { label: "Work in Progress", value: "work_in_progress" },
      { label: "On Hold", value: "on_hold" },
      { label: "Wrap Up", value: "wrap_up" },
      { label: "Closed Complete", value: "closed_complete" },
      { label: "Closed Abandoned", value: "closed_abandoned" },
    ]);
    assert.deepEqual((await of("type")).map(({ value }) => value), ["chat", "phone", "messaging", "video", "email", "walkup"]);
  });

  test("5: a voice bot's interaction is stored whole; the names that are none are told", async () => {
    const kept = {
      type: "phone",
      direction: "inbound",
      caller_phone_number: "+14097906402",
      opened_at: "2026-03-01 10:00:00",
      closed_at: "2026-03-01 10:05:12",
      contact: CONTACT,
      account: ACCOUNT,
      parent: CASE,
      context_table: "sn_customerservice_case",
      context_document: CASE,
    };
    const { answer, stored } = await post({ ...kept, channel: "phone", duration: 312 });
    assert.deepEqual({ ...stored, ...kept, duration: "1970-01-01 00:05:12" }, stored);
    assert.equal(ignored(answer), "channel");
    assert.equal((await service.logLine(answer)).ignored_fields, "channel");
    const shownTo = await list("interaction", {
      sysparm_query: `contact=${CONTACT}^duration>300`,
      sysparm_fields: "caller_phone_number,duration,contact,direction,type",
      sysparm_display_value: "true",
    });
    assert.deepEqual(shownTo, [
      {
        caller_phone_number: "+1 (409) 790-6402",
        duration: "5 Minutes 12 Seconds",
        contact: { display_value: CONTACT, link: `${tables}customer_contact/${CONTACT}` },
        direction: "Inbound",
        type: "Phone",
      },
    ]);
  });

  test("6: another opens with a description and notes later", async () => {
    const { answer, stored } = await post({ description: "d", channel: "phone", direction: "outbound", type: "Phone" });
    assert.deepEqual([ignored(answer), stored.direction, stored.type], ["description, channel", "outbound", "Phone"]);
    const found = await list("interaction", { sysparm_query: `type=phone^sys_id=${stored.sys_id}`, sysparm_fields: "sys_id" });
    assert.deepEqual(found, [{ sys_id: stored.sys_id }]);
    await patch(stored.sys_id, { work_notes: "hello" });
  });

  test("48: labels and numbers, where they are asked for", async () => {
    const parameters = "sysparm_input_display_value=true";
    const { stored } = await post({ state: "Closed Complete", type: "Phone", direction: "Inbound" }, { parameters });
    assert.deepEqual([stored.state, stored.type, stored.direction, stored.active], ["closed_complete", "phone", "inbound", "false"]);
    const put = await call("PUT", `table/interaction/${stored.sys_id}?${parameters}`, { state: "On Hold" });
    assert.deepEqual([put.status, result(put).state], [200, "on_hold"]);
    const request = await post({ interaction: stored.number.toLowerCase(), state: "In Progress" }, { table: "interaction_help_request", parameters });
    assert.deepEqual([request.stored.interaction, request.stored.state], [stored.sys_id, "in_progress"]);
    const other = await post({});
    const moved = await call("PATCH", `table/interaction_help_request/${request.stored.sys_id}?${parameters}`, { interaction: other.stored.number });
    assert.deepEqual([moved.status, result(moved).interaction.value], [200, other.stored.sys_id]);
    const nothing = await call("POST", `table/interaction_help_request?${parameters}`, { interaction: "IMS9999999" });
    expectTableFaults(nothing, message("no_such_reference", { field: "interaction", value: "IMS9999999", table: "interaction" }));
    // Without the flag a label is none.
    const choices = CHOICES.interaction;
    expectTableFaults(await call("POST", "table/interaction", { state: "Closed Complete" }), message("invalid_choice", { field: "state", value: "Closed Complete", choices }));
    expectTableFaults(await call("POST", "table/interaction_help_request", { interaction: stored.number }), message("invalid_sys_id", { field: "interaction", value: stored.number }));
    expectTableFaults(
      await call("POST", "table/interaction?sysparm_input_display_value=x", { state: "x" }),
      message("invalid_choice", { field: "state", value: "x", choices }),
      message("invalid_parameter", { name: "sysparm_input_display_value", value: "x", choices: "true or false" }),
    );
  });

  test("49: numbers and booleans are their text", async () => {
    const { stored } = await post('{"opened_for":442079460958,"short_description":12345,"assigned_to":true,"agent_chat":true,"u_x":1.50}');
    assert.deepEqual([stored.opened_for, stored.short_description, stored.assigned_to, stored.agent_chat, stored.own_columns], ["442079460958", "12345", "true", "true", '{"u_x":"1.50"}']);
  });
});

describe("defaults", () => {
  const now = () => new Date().toISOString().slice(0, 19).replace("T", " ");
  test("of a new interaction: opened now, by the caller", async () => {
    const from = now();
    const { stored } = await post({ opened_at: null, opened_by: "" });
    assert.ok(from <= stored.opened_at && stored.opened_at <= now());
    assert.deepEqual([stored.opened_by, stored.closed_at, stored.closed_by, stored.active], ["cti-cloud", null, null, "true"]);
    const given = { opened_at: "2026-01-01 00:00:00", opened_by: "eve" };
    const { stored: other } = await post(given);
    assert.deepEqual({ ...other, ...given }, other);
  });
  test("of one that is closed: closed now, by the caller, unless that is given", async () => {
    for (const state of ["closed_complete", "closed_abandoned"]) {
      const from = now();
      const { stored } = await post({ state });
      assert.ok(from <= stored.closed_at && stored.closed_at <= now());
      assert.deepEqual([stored.closed_by, stored.active], ["cti-cloud", "false"]);
    }
    const given = { closed_at: "2026-03-01 11:00:00", closed_by: "eve" };
    const { stored } = await post({ state: "closed_complete", ...given });
    assert.deepEqual({ ...stored, ...given }, stored);
  });
  test("of one that is closed later, and again", async () => {
    const { stored } = await post({});
    const closed = (await patch(stored.sys_id, { state: "closed_complete" })).stored;
    assert.deepEqual([closed.closed_by, closed.active, closed.closed_at], ["cti-cloud", "false", closed.sys_updated_on]);
    await service.rows("UPDATE interaction SET closed_at = '2026-03-01 11:00:00', closed_by = 'eve' WHERE sys_id = ?1", stored.sys_id);
    const other = (await patch(stored.sys_id, { state: "closed_abandoned", type: "x" })).stored;
    assert.deepEqual([other.closed_by, other.closed_at], ["eve", "2026-03-01 11:00:00"]);
    const reopened = (await patch(stored.sys_id, { state: "on_hold" })).stored;
    assert.deepEqual([reopened.active, reopened.closed_at], ["true", "2026-03-01 11:00:00"]);
    const again = (await patch(stored.sys_id, { state: "closed_complete" })).stored;
    assert.deepEqual([again.closed_by, again.closed_at], ["cti-cloud", again.sys_updated_on]);
  });
  test("of one that is closed as a client sends a record back, with what it lacks", async () => {
    const { stored } = await post({});
    const closed = (await patch(stored.sys_id, { state: "closed_complete", closed_at: "", closed_by: null })).stored;
    assert.deepEqual([closed.closed_by, closed.closed_at, closed.sys_mod_count], ["cti-cloud", closed.sys_updated_on, 1]);
    const cleared = (await patch(stored.sys_id, { state: "closed_complete", closed_at: "" })).stored;
    assert.deepEqual([cleared.closed_by, cleared.closed_at, cleared.sys_mod_count], ["cti-cloud", null, 2]);
  });
  test("what the service keeps is not the caller's: active, class, domain", async () => {
    const { answer } = await post({ active: "false", sys_class_name: "x", sys_domain: "y", sys_tags: "z" });
    const { active, sys_class_name, sys_domain, sys_tags } = result(answer);
    assert.deepEqual([active, sys_class_name, sys_domain, sys_tags], ["true", "interaction", { link: `${tables}sys_user_group/global`, value: "global" }, ""]);
  });
  test("an interaction that a help action registers is opened then", async () => {
    await setVariables(service, { INTERACTION_POLICY: "open" });
    const interaction = id("ee1");
    assert.equal((await service.post({ interaction, action: "coach" })).status, 200);
    const { opened_at, opened_by, sys_created_on } = await row("interaction", interaction);
    assert.deepEqual([opened_at, opened_by], [sys_created_on, "cti-cloud"]);
    await setVariables(service, {});
  });
  for (const [body, text] of [
    [{ direction: "sideways" }, message("invalid_choice", { field: "direction", value: "sideways", choices: "inbound, outbound" })],
    [{ virtual_agent: "perhaps" }, message("invalid_boolean", { field: "virtual_agent", value: "perhaps" })],
    [{ duration: "soon" }, message("invalid_duration", { field: "duration", value: "soon" })],
    [{ contact: "Anna" }, message("invalid_sys_id", { field: "contact", value: "Anna" })],
    [{ caller_phone_number: "1".repeat(41) }, message("too_long", { field: "caller_phone_number", longest: 40 })],
    [{ work_notes: "x".repeat(4001) }, message("too_long", { field: "work_notes", longest: 4000 })],
  ]) {
    test(`refused: ${JSON.stringify(body).slice(0, 40)}`, async () => {
      const before = await service.everything();
      expectTableFaults(await call("POST", "table/interaction", body), text);
      assert.deepEqual(await service.everything(), before);
    });
  }
});

describe("work_notes", () => {
  const entries = (sys_id) => list("sys_journal_field", { sysparm_query: `element_id=${sys_id}^element=work_notes^ORDERBYsys_id`, sysparm_fields: "value,sys_created_by" });
  test("each write adds an entry; nothing adds none; the record shows none", async () => {
    const { answer, stored } = await post({ work_notes: " one " });
    assert.equal(result(answer).work_notes, "");
    assert.equal(stored.sys_mod_count, 0);
    const { stored: second } = await patch(stored.sys_id, { work_notes: "two" });
    assert.deepEqual([second.sys_mod_count, second.sys_updated_by], [1, "cti-cloud"]);
    for (const work_notes of ["", null, " "]) await patch(stored.sys_id, { work_notes });
    assert.equal((await row("interaction", stored.sys_id)).sys_mod_count, 1);
    await admin.call("PUT", `table/interaction/${stored.sys_id}`, { work_notes: "two", state: "on_hold" });
    assert.deepEqual(await entries(stored.sys_id), [
      { value: "one", sys_created_by: "cti-cloud" },
      { value: "two", sys_created_by: "cti-cloud" },
      { value: "two", sys_created_by: "root" },
    ]);
  });
  test("displayed: all entries, the newest first", async () => {
    const { stored } = await post({ work_notes: 'a "b"\nc' });
    await patch(stored.sys_id, { work_notes: "later" });
    await service.rows("UPDATE sys_journal_field SET sys_created_on = '2026-01-01 10:00:00' WHERE element_id = ?1", stored.sys_id);
    const stream = "2026-01-01 10:00:00 - cti-cloud (Work notes)\nlater\n\n2026-01-01 10:00:00 - cti-cloud (Work notes)\na \"b\"\nc\n\n";
    const path = `table/interaction/${stored.sys_id}?sysparm_fields=work_notes&sysparm_display_value`;
    expectResult(await get(`${path}=true`), 200, { work_notes: stream });
    expectResult(await get(`${path}=all`), 200, { work_notes: { display_value: stream, value: "" } });
    expectResult(await get(`${path}=false`), 200, { work_notes: "" });
  });
  test("are found by their words", async () => {
    const { stored } = await post({ work_notes: "Zauberwort eins" });
    const found = async (sysparm_query) => (await list("interaction", { sysparm_query, sysparm_fields: "sys_id" })).map(({ sys_id }) => sys_id);
    assert.deepEqual(await found("work_notesLIKEzauberwort"), [stored.sys_id]);
    assert.deepEqual(await found(`work_notesISEMPTY^sys_id=${stored.sys_id}`), []);
  });
  test("group records by their texts, displayed or not, directly and through a reference", async () => {
    const { stored } = await post({ work_notes: "of a group" });
    await patch(stored.sys_id, { work_notes: "and more" });
    const request = (await post({ interaction: stored.sys_id }, { table: "interaction_help_request" })).stored;
    const value = "of a group\nand more";
    for (const [table, field, { sys_id }] of [["interaction", "work_notes", stored], ["interaction_help_request", "interaction.work_notes", request]]) {
      for (const [sysparm_display_value, texts] of [["false", { value }], ["true", { display_value: value, value }], ["all", { display_value: value, value }]]) {
        const parameters = query({ sysparm_group_by: field, sysparm_query: `sys_id=${sys_id}`, sysparm_count: "true", sysparm_display_value });
        expectResult(await get(`stats/${table}?${parameters}`), 200, [{ stats: { count: "1" }, groupby_fields: [{ field, ...texts }] }]);
      }
    }
  });
  test("an entry is read alone, is in the history, and goes with its record", async () => {
    const { answer, stored } = await post({ work_notes: "n" });
    const [{ sys_id }] = await list("sys_journal_field", { element_id: stored.sys_id });
    const { sys_created_on } = stored;
    const entry = { sys_id, name: "interaction", element_id: stored.sys_id, element: "work_notes", value: "n", sys_created_on, sys_created_by: "cti-cloud" };
    expectResult(await get(`table/sys_journal_field/${sys_id}`), 200, entry);
    const history = await admin.list("sys_audit", { documentkey: stored.sys_id, sysparm_fields: "tablename,fieldname,oldvalue,newvalue,user,transaction_id" });
    const transaction_id = answer.headers["x-transaction-id"];
    assert.deepEqual(history, [{ tablename: "interaction", fieldname: "work_notes", oldvalue: "", newvalue: "n", user: "cti-cloud", transaction_id }]);
    assert.equal((await call("DELETE", `table/interaction/${stored.sys_id}`)).status, 204);
    expectFailure(await get(`table/sys_journal_field/${sys_id}`), 404, ...NO_RECORD);
  });
  test("are not written there", async () => {
    const detail = message("read_only_detail", { table: "sys_journal_field" });
    expectFailure(await call("PATCH", `table/sys_journal_field/${id(1)}`, { value: "x" }), 403, message("not_authorized"), detail);
  });
  const LOST = "D1_ERROR: Network connection lost.";
  for (const [name, faults] of [["before", [{ failBefore: LOST }]], ["after", [{ failAfter: LOST }]], ["after and before", [{ failAfter: LOST }, { failBefore: LOST }, { failAfter: LOST }]]]) {
    test(`an answer that is lost ${name} it was carried out: one entry, one change`, async () => {
      const { stored } = await post({});
      observed.faults = [...faults];
      const changed = await call("PATCH", `table/interaction/${stored.sys_id}`, { work_notes: "once", type: "x" });
      assert.equal(changed.status, 200, changed.text);
      observed.faults = [...faults];
      const made = await call("POST", "table/interaction", { work_notes: "once" });
      assert.equal(made.status, 201, made.text);
      assert.deepEqual(observed.faults, []);
      const { sys_id } = result(made);
      assert.equal((await row("interaction", stored.sys_id)).sys_mod_count, 1);
      for (const own of [stored.sys_id, sys_id]) assert.deepEqual(await entries(own), [{ value: "once", sys_created_by: "cti-cloud" }]);
      observed.faults = [...faults];
      assert.equal((await call("PATCH", `table/interaction/${sys_id}`, { work_notes: "alone" })).status, 200);
      assert.equal((await row("interaction", sys_id)).sys_mod_count, 1);
      assert.deepEqual((await entries(sys_id)).map(({ value }) => value), ["once", "alone"]);
    });
  }
  test("cost 4 rows each: the entry, its index, 2 in the log", async () => {
    const written = async (body) => {
      observed.batches.length = 0;
      await post(body);
      return observed.batches[0].metas.reduce((sum, { rows_written }) => sum + rows_written, 0);
    };
    assert.deepEqual([await written({}), await written({ work_notes: "x" }), await written({ client_session_id: "x" }), await written({ u_x: "x" })], [8, 12, 9, 8]);
  });
});

describe("own columns", () => {
  test("are stored, shown, removed, and logged like others", async () => {
    const { stored } = await post({ u_call_duration: 312, u_call_result: "Connected", u_none: null });
    assert.equal(stored.own_columns, '{"u_call_duration":"312","u_call_result":"Connected"}');
    const { stored: changed } = await patch(stored.sys_id, { u_call_result: "Voicemail", u_call_duration: "", u_new: "ä\"b", type: "x" });
    assert.equal(changed.own_columns, '{"u_call_result":"Voicemail","u_new":"ä\\"b"}');
    assert.equal((await patch(stored.sys_id, { u_new: "ä\"b", u_nothing: null })).stored.sys_mod_count, 1);
    const history = await admin.list("sys_audit", { documentkey: stored.sys_id, sysparm_fields: "sys_id,fieldname,oldvalue,newvalue" });
    assert.deepEqual(history.map(({ sys_id, ...entry }) => Object.values(entry)), [
      ["type", "", "x"],
      ["u_call_duration", "312", ""],
      ["u_call_result", "Connected", "Voicemail"],
      ["u_new", "", 'ä"b'],
    ]);
    const ids = history.map(({ sys_id }) => sys_id);
    assert.deepEqual([...new Set(ids)].sort(), ids);
    for (const { sys_id, ...entry } of history) {
      const one = result(await admin.get(`table/sys_audit/${sys_id}?sysparm_fields=fieldname,oldvalue,newvalue`));
      assert.deepEqual(one, entry);
    }
    assert.equal((await patch(stored.sys_id, { u_call_result: null, u_new: "" })).stored.own_columns, null);
  });
  test("are shown by name, as display values, and through a reference", async () => {
    const { stored } = await post({ u_a: "1", u_b: "2" });
    const path = `table/interaction/${stored.sys_id}`;
    expectResult(await get(`${path}?sysparm_fields=u_b,u_c`), 200, { u_b: "2", u_c: "" });
    const all = result(await get(`${path}?sysparm_display_value=all`));
    assert.deepEqual([all.u_a, all.u_b], [{ display_value: "1", value: "1" }, { display_value: "2", value: "2" }]);
    const request = await post({ interaction: stored.sys_id, u_r: "x" }, { table: "interaction_help_request" });
    const [led] = await list("interaction_help_request", { sysparm_query: "interaction.u_a=1^u_r=X", sysparm_fields: "sys_id,interaction.u_b" });
    assert.deepEqual(led, { sys_id: request.stored.sys_id, "interaction.u_b": "2" });
    const xml = await get(`${path}?sysparm_fields=u_a`, { accept: "application/xml" });
    assert.equal(xml.text, '<?xml version="1.0" encoding="UTF-8"?><response><result><u_a>1</u_a></result></response>');
  });
  test("are queried and sorted like texts", async () => {
    for (const u_sort of ["b", "A", "c"]) await post({ u_sort, u_group: "q" });
    const found = async (sysparm_query) => (await list("interaction", { sysparm_query, sysparm_fields: "u_sort" })).map(({ u_sort }) => u_sort);
    assert.deepEqual(await found("u_group=Q^ORDERBYu_sort"), ["A", "b", "c"]);
    assert.deepEqual(await found("u_sortINB,x"), ["b"]);
    assert.deepEqual(await found("u_group=q^u_sort!=b^ORDERBYDESCu_sort"), ["c", "A"]);
    assert.deepEqual(await found("u_groupISNOTEMPTY^u_sortSTARTSWITHa"), ["A"]);
  });
  test("of help actions are read", async () => {
    const interaction = await service.interaction();
    const { sys_id } = await service.action(interaction);
    await service.rows("UPDATE supervisor_help_action SET own_columns = '{\"u_site\":\"Graz\"}' WHERE sys_id = ?1", sys_id);
    assert.deepEqual(await list("supervisor_help_action", { u_site: "graz", sysparm_fields: "sys_id,u_site" }), [{ sys_id, u_site: "Graz" }]);
    const [{ changes }] = await service.rows("SELECT changes FROM record_change WHERE documentkey = ?1 ORDER BY sequence DESC LIMIT 1", sys_id);
    assert.equal(changes, '{"u_site":[null,"Graz"]}');
  });
  test("are 50 a record at most, and 16000 characters", async () => {
    const many = (count, value = "x") => Object.fromEntries(Array.from({ length: count }, (_, n) => [`u_${n}`, value]));
    const { stored } = await post(many(50));
    expectTableFaults(await call("POST", "table/interaction", many(51)), message("too_many_own"));
    for (const body of [{ u_one_more: "x" }, many(51), { u_1: "y".repeat(4000), u_2: "y".repeat(4000), u_3: "y".repeat(4000), u_4: "y".repeat(4000) }]) {
      expectTableFaults(await call("PATCH", `table/interaction/${stored.sys_id}`, body), message("too_many_own"));
    }
    assert.deepEqual(await row("interaction", stored.sys_id), stored);
    await patch(stored.sys_id, { u_one_more: "x", u_0: null, u_1: "y" });
  });
  test("of other tables there are none", async () => {
    expectTableFaults(
      await get("table/sys_choice?u_x=1"),
      message("unknown_table_field", { place: "query parameter", field: "u_x", table: "sys_choice", fields: "sys_id, name, element, label, value, sequence, inactive, language, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by, sys_mod_count" }),
    );
  });
});

describe("unknown names in bodies", () => {
  const NAMES = ["nmber", "Type", "interaction.state", "sys_transaction_id", "own_columns", "__proto__", "type; DROP TABLE interaction", "rowid", "ü\r\nX-Evil: 1"];
  for (const method of ["POST", "PATCH", "PUT"]) {
    const send = (sys_id, body, headers) => call(method, method === "POST" ? "table/interaction" : `table/interaction/${sys_id}`, body, headers);
    test(`${method}: passed over, and told in header and log`, async () => {
      const { stored } = await post({});
      for (const name of NAMES) {
        const answer = await send(stored.sys_id, `{${JSON.stringify(name)}:"x","type":"y"}`);
        assert.deepEqual([answer.status, result(answer).type], [method === "POST" ? 201 : 200, "y"]);
        const told = encodeURIComponent(name).replaceAll("%20", "+");
        assert.deepEqual([ignored(answer), (await service.logLine(answer)).ignored_fields], [told, told]);
      }
      const xml = await send(stored.sys_id, "<r><x>1</x><type>z</type></r>", { "content-type": "text/xml" });
      assert.deepEqual([ignored(xml), result(xml).type], ["x", "z"]);
      assert.equal(ignored(await send(stored.sys_id, { type: "y" })), undefined);
    });
    test(`${method}: 400 with UNKNOWN_FIELDS=reject`, async () => {
      const { stored } = await post({});
      await setVariables(service, { UNKNOWN_FIELDS: "reject" });
      const before = await service.everything();
      const fields = known("interaction");
      const answer = await send(stored.sys_id, { nmber: "x", type: "y", data: {}, u_x: "1" });
      expectTableFaults(answer, message("unknown_field", { field: "nmber", fields }), message("unknown_field", { field: "data", fields }));
      assert.equal(ignored(answer), undefined);
      assert.deepEqual(await service.everything(), before);
      await setVariables(service, {});
    });
  }
  test("a faulty UNKNOWN_FIELDS stops writes, and says which variable", async () => {
    await setVariables(service, { UNKNOWN_FIELDS: "maybe" });
    const answer = await call("POST", "table/interaction", {});
    assert.equal(answer.status, 500);
    assert.match((await service.logLine(answer)).reason, /UNKNOWN_FIELDS has to be ignore or reject/);
    assert.equal((await get("table/interaction?sysparm_limit=1")).status, 200);
    await setVariables(service, {});
  });
  test("the Help Request endpoint keeps its strictness", async () => {
    const interaction = await service.interaction();
    for (const body of [{ interaction, action: "coach", u_x: "1" }, { interaction, action: 1 }, { interaction, action: "coach", work_notes: "x" }]) {
      assert.equal((await service.post(body)).status, 400);
    }
  });
});
