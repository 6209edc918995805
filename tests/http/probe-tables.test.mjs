// Contract, sections 6 and 7: the tables that connectors ask first. They are made from the service's description of its tables, or of
// its users without their passwords.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectFailure, expectResult, expectTableFaults, NO_RECORD, roleMissing, UNAUTHENTICATED } from "./support/expect.mjs";
import { message } from "./support/messages.mjs";
import { claims, SECRET, start } from "./support/service.mjs";
import { caller, FIELDS, id, query } from "./support/table.mjs";
import { hs256 } from "./support/tokens.mjs";

const service = await start();
const { call, get, list } = caller(service);
const admin = caller(service, `Bearer ${hs256(claims({ sub: "root", roles: ["admin"] }), SECRET)}`);
const basic = (user, password = "help-request-demo") => caller(service, `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`);
const tables = `${service.url.origin}/api/now/table/`;
const result = (answer) => JSON.parse(answer.text).result;
const KEPT = { sys_created_on: "2026-01-01 00:00:00", sys_created_by: "system", sys_updated_on: "2026-01-01 00:00:00", sys_updated_by: "system", sys_mod_count: "0" };

describe("sys_choice", () => {
  test("a row, whole", async () => {
    const [row] = await list("sys_choice", { name: "supervisor_help_action", value: "barge_in" });
    assert.match(row.sys_id, /^[0-9a-f]{32}$/);
    assert.deepEqual(row, { sys_id: row.sys_id, name: "supervisor_help_action", element: "action", label: "Barge In", value: "barge_in", sequence: "0", inactive: "false", language: "en", ...KEPT });
    expectResult(await get(`table/sys_choice/${row.sys_id}`), 200, row);
    expectFailure(await get(`table/sys_choice/${id(1)}`), 404, ...NO_RECORD);
  });
  test("pages, counts, links and orders like any table", async () => {
    const all = await list("sys_choice", { sysparm_query: "name=interaction^ORDERBYelement^ORDERBYDESCsequence", sysparm_fields: "element,value" });
    const answer = await get(`table/sys_choice?${query({ sysparm_query: "name=interaction^ORDERBYelement^ORDERBYDESCsequence", sysparm_fields: "element,value", sysparm_limit: 3, sysparm_offset: 2 })}`);
    expectResult(answer, 200, all.slice(2, 5));
    assert.equal(answer.headers["x-total-count"], String(all.length));
    assert.match(answer.headers.link, /rel="first".*rel="prev".*rel="next".*rel="last"/);
    assert.deepEqual(result(await get("stats/sys_choice?sysparm_count=true&sysparm_group_by=name&sysparm_query=element=state")), [
      { stats: { count: "6" }, groupby_fields: [{ field: "name", value: "interaction" }] },
      { stats: { count: "4" }, groupby_fields: [{ field: "name", value: "interaction_help_request" }] },
    ]);
    const words = await list("sys_choice", { sysparm_query: "labelLIKEclosed^ORnameSTARTSWITHsuper^ORDERBYvalue", sysparm_fields: "value" });
    assert.deepEqual(words.map(({ value }) => value), ["barge_in", "closed", "closed_abandoned", "closed_complete", "coach", "monitor", "observe"]);
  });
});

describe("sys_dictionary", () => {
  test("has each field of each table, with its label", async () => {
    for (const [table, fields] of Object.entries(FIELDS)) {
      const rows = await list("sys_dictionary", { name: table, sysparm_fields: "element,column_label" });
      assert.deepEqual(rows.map(({ element }) => element).sort(), [...fields].sort());
      for (const { column_label } of rows) assert.match(column_label, /^[A-Z][A-Za-z ]*$/);
    }
  });
  for (const [element, expected] of Object.entries({
    number: ["Number", "string", "40", "false", "false", "", "javascript:getNextObjNumberPadded();"],
    short_description: ["Short description", "string", "1000", "false", "false", "", ""],
    state: ["State", "string", "40", "false", "false", "", "new"],
    opened_at: ["Opened", "glide_date_time", "40", "false", "false", "", "javascript:gs.nowDateTime();"],
    active: ["Active", "boolean", "40", "false", "true", "", ""],
    work_notes: ["Work notes", "journal_input", "4000", "false", "false", "", ""],
    contact: ["Contact", "reference", "32", "false", "false", "customer_contact", ""],
    duration: ["Duration", "glide_duration", "40", "false", "false", "", ""],
    caller_phone_number: ["Caller Phone Number", "phone_number_e164", "40", "false", "false", "", ""],
    sys_id: ["Sys ID", "GUID", "32", "false", "true", "", ""],
  })) {
    test(`interaction.${element}`, async () => {
      const names = ["column_label", "internal_type", "max_length", "mandatory", "read_only", "reference", "default_value"];
      const [row] = await list("sys_dictionary", { sysparm_query: `name=interaction^element=${element}`, sysparm_fields: names.join() });
      assert.deepEqual(Object.values(row), expected);
    });
  }
  test("a reference to a table that is kept here, and a field that is needed", async () => {
    const [row] = await list("sys_dictionary", { sysparm_query: "name=interaction_help_request^mandatory=true", sysparm_fields: "element,reference" });
    assert.deepEqual(row, { element: "interaction", reference: "interaction" });
  });
});

describe("sys_db_object", () => {
  test("a search by label, as connectors make it", async () => {
    assert.deepEqual(await list("sys_db_object", { sysparm_query: "label=Interaction", sysparm_fields: "name,label,super_class" }), [{ name: "interaction", label: "Interaction", super_class: "" }]);
    assert.deepEqual(await list("sys_db_object", { label: "Incident" }), []);
  });
  test("has each table, with an id that stays", async () => {
    const rows = await list("sys_db_object", { sysparm_fields: "sys_id,name", sysparm_query: "ORDERBYname" });
    assert.deepEqual(rows.map(({ name }) => name), ["interaction", "interaction_help_request", "supervisor_help_action", "sys_audit", "sys_choice", "sys_db_object", "sys_dictionary", "sys_journal_field", "sys_user", "sys_user_has_role", "sys_user_role"]);
    assert.equal(new Set(rows.map(({ sys_id }) => sys_id)).size, rows.length);
    assert.deepEqual(await list("sys_db_object", { sysparm_fields: "sys_id,name", sysparm_query: "ORDERBYname" }), rows);
    for (const { name } of rows) assert.equal((await admin.get(`table/${name}?sysparm_limit=1`)).status, 200);
  });
});

describe("users", () => {
  const SYSTEM = { sys_created_on: "2026-02-18 08:00:00", sys_created_by: "system", sys_updated_on: "2026-02-18 08:00:00", sys_updated_by: "system", sys_mod_count: "0" };
  const CTI = "c1".repeat(16);
  const user = (sys_id, user_name, active = "true") => ({ sys_id, user_name, name: user_name, active, ...SYSTEM });
  const ROLE = "1b7e6f0c4f3bfe101baa9f7e53e45a22";

  test("admin reads all, without passwords", async () => {
    const answer = await admin.get("table/sys_user?sysparm_query=ORDERBYuser_name");
    const expected = [user("ad".repeat(16), "admin"), user("a6".repeat(16), "agent.desk"), user(CTI, "cti.integration"), user("f0".repeat(16), "former.integration", "false")];
    expectResult(answer, 200, expected);
    assert.equal(answer.headers["x-total-count"], "4");
    expectResult(await admin.get("table/sys_user?active=false&sysparm_fields=user_name"), 200, [{ user_name: "former.integration" }]);
    for (const name of ["user_password", "password"]) {
      const asked = await admin.get(`table/sys_user?sysparm_fields=${name},sys_id&sysparm_limit=1`);
      assert.deepEqual(Object.keys(result(asked)[0]), ["sys_id"]);
      assert.equal((await admin.get(`table/sys_user?sysparm_query=${name}STARTSWITH$`)).status, 400);
    }
    assert.deepEqual(result(await admin.get("stats/sys_user?sysparm_count=true")), { stats: { count: "4" } });
  });
  test("others read their own record alone, however they ask", async () => {
    const own = basic("cti.integration");
    for (const parameters of ["", "sysparm_query=user_nameISNOTEMPTY^NQactive=true", "sysparm_query=active=true^ORactive=false", "sysparm_limit=10", `sysparm_query=sys_id=${CTI}`]) {
      const answer = await own.get(`table/sys_user?${parameters}`);
      expectResult(answer, 200, [user(CTI, "cti.integration")]);
      assert.equal(answer.headers["x-total-count"], "1");
    }
    expectResult(await own.get("table/sys_user?user_name=admin"), 200, []);
    expectResult(await own.get(`table/sys_user/${CTI}`), 200, user(CTI, "cti.integration"));
    expectFailure(await own.get(`table/sys_user/${"ad".repeat(16)}`), 404, ...NO_RECORD);
    expectResult(await get("table/sys_user"), 200, []);
    for (const table of ["sys_user", "sys_user_role", "sys_user_has_role"]) {
      expectFailure(await own.get(`stats/${table}?sysparm_count=true`), 403, ...roleMissing("admin"));
    }
  });
  test("roles, and who has them", async () => {
    const own = basic("cti.integration");
    const held = { sys_id: "1".repeat(32), user: { link: `${tables}sys_user/${CTI}`, value: CTI }, role: { link: `${tables}sys_user_role/${ROLE}`, value: ROLE }, ...SYSTEM };
    expectResult(await own.get("table/sys_user_has_role"), 200, [held]);
    const shown = await own.get("table/sys_user_has_role?sysparm_fields=user.user_name,role.name,role&sysparm_display_value=true&sysparm_exclude_reference_link=true");
    expectResult(shown, 200, [{ "user.user_name": "cti.integration", "role.name": "interaction_integration_user", role: "interaction_integration_user" }]);
    const names = async (by) => (await by.list("sys_user_role", { sysparm_fields: "name", sysparm_query: "ORDERBYname" })).map(({ name }) => name);
    assert.deepEqual([await names(own), await names(admin), await names(caller(service))], [["interaction_integration_user"], ["admin", "interaction_integration_user"], []]);
    const all = await admin.list("sys_user_has_role", { sysparm_query: "user.active=true^role.name=admin", sysparm_fields: "user.name" });
    assert.deepEqual(all, [{ "user.name": "admin" }]);
    await service.rows("INSERT INTO sys_user_has_role (sys_id, user, role, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by) VALUES (?1, ?2, 'itil', '2026-01-01 00:00:00', 'x', '2026-01-01 00:00:00', 'x')", id(5), CTI);
    expectResult(await own.get(`table/sys_user_has_role/${id(5)}?sysparm_fields=role,role.name`), 200, { role: "", "role.name": "" });
  });
  test("65: a connection is tested by it, and a wrong password is noticed", async () => {
    assert.equal((await basic("cti.integration").get("table/sys_user?sysparm_limit=1")).status, 200);
    expectFailure(await basic("cti.integration", "wrong").get("table/sys_user?sysparm_limit=1"), 401, ...UNAUTHENTICATED);
    expectFailure(await basic("agent.desk").get("table/sys_user?sysparm_limit=1"), 403, ...roleMissing("interaction_integration_user"));
  });
});

test("none of them is written here", async () => {
  for (const table of ["sys_choice", "sys_dictionary", "sys_db_object", "sys_user", "sys_user_role", "sys_user_has_role"]) {
    const words = [403, message("not_authorized"), message("read_only_detail", { table })];
    expectFailure(await admin.call("POST", `table/${table}`, { name: "x" }), ...words);
    expectFailure(await admin.call("PATCH", `table/${table}/${id(1)}`, { name: "x" }), ...words);
    expectFailure(await admin.call("DELETE", `table/${table}/${id(1)}`), ...words);
  }
  expectTableFaults(
    await call("GET", "table/sys_db_object?sysparm_query=x=1"),
    message("unknown_table_field", { place: "sysparm_query", field: "x", table: "sys_db_object", fields: "sys_id, name, label, super_class, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by, sys_mod_count" }),
  );
});
