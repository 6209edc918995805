// Contract, section 2: XML requests and answers. What a document may look like is in tests/cases/xml.json.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { escaped, expectSuccess, SUCCESS, UNAUTHENTICATED } from "./support/expect.mjs";
import { FIELDS as KNOWN, message } from "./support/messages.mjs";
import { ENDPOINT, start } from "./support/service.mjs";

const service = await start();
const interaction = await service.interaction();
const { sys_id: ACTION } = await service.action(interaction);
const PROLOG = '<?xml version="1.0" encoding="UTF-8"?>';
const xml = { "content-type": "application/xml" };
const FIELDS = `<interaction>${interaction}</interaction><action_sys_id>${ACTION}</action_sys_id><action>coach</action>`;
const UPDATED = `${PROLOG}<response><result><success>true</success><message>${SUCCESS.updated}</message><action_sys_id>${ACTION}</action_sys_id></result></response>`;

describe("requests and answers", () => {
  test("the three operations, asked and answered in XML", async () => {
    const own = await service.interaction();
    const call = (fields) => service.post(`${PROLOG}<request><entry>${fields}</entry></request>`, { ...xml, accept: "application/xml" });
    const result = (inner) => `${PROLOG}<response><result><success>true</success>${inner}</result></response>`;

    const created = await call(`<interaction>${own}</interaction><action>coach</action><start_time>2026-03-01 10:00:00</start_time>`);
    const [{ sys_id: id }] = await service.rows("SELECT sys_id FROM supervisor_help_action WHERE interaction = ?1", own);
    assert.equal(created.text, result(`<message>${SUCCESS.created}</message><action_sys_id>${id}</action_sys_id>`));
    assert.equal(created.headers["content-type"], "application/xml;charset=UTF-8");

    const updated = await call(`<interaction>${own}</interaction><action_sys_id>${id}</action_sys_id><end_time>2026-03-01 10:30:00</end_time>`);
    assert.equal(updated.text, result(`<message>${SUCCESS.updated}</message><action_sys_id>${id}</action_sys_id>`));

    const ended = await call(`<interaction>${own}</interaction><end_time>2026-03-01 10:40:00</end_time>`);
    assert.equal(ended.text, result(`<message>${SUCCESS.ended(own)}</message>`));
    assert.equal((await service.actionRow(id)).end_time, "2026-03-01 10:40:00");
  });

  test("JSON asked, XML answered, and the other way round", async () => {
    const json = JSON.stringify({ interaction, action_sys_id: ACTION, action: "coach" });
    assert.equal((await service.post(json, { accept: "application/xml" })).text, UPDATED);
    expectSuccess(await service.post(`<r>${FIELDS}</r>`, { ...xml, accept: "application/json" }), SUCCESS.updated, ACTION);
  });
});

describe("faults in XML", () => {
  test("are listed as in JSON, a list being its element repeated, with markup escaped", async () => {
    const answer = await service.post("<r><interaction>&lt;&amp;&gt;</interaction><foo/></r>", { ...xml, accept: "application/xml" });
    const unknown = escaped(message("unknown_field", { field: "foo", fields: KNOWN }));
    const sysId = escaped(message("invalid_sys_id", { field: "interaction", value: "<&>" }));
    const all = message("invalid_request", { faults: `${unknown}; ${sysId}` });
    assert.equal(
      answer.text,
      `${PROLOG}<response><result><success>false</success><message>${all}</message></result>` +
        `<error><message>${all}</message><detail>${message("invalid_request_detail")}</detail>` +
        `<faults><field>foo</field><code>unknown_field</code><message>${unknown}</message></faults>` +
        `<faults><field>interaction</field><code>invalid_sys_id</code><message>${sysId}</message></faults></error>` +
        "<status>failure</status></response>",
    );
    assert.deepEqual([answer.status, answer.headers["content-type"]], [400, "application/xml;charset=UTF-8"]);
  });

  test("of a name with control characters stay well-formed", async () => {
    const answer = await service.post({ interaction, "a\u0001\uFFFF": "1" }, { accept: "application/xml" });
    assert.match(answer.text, /<field>a\uFFFD\uFFFD<\/field>/);
  });

  test("404 and 401", async () => {
    const unknown = "0123456789abcdef0123456789abcdef";
    const told = message("no_interaction", { id: unknown });
    const missing = await service.post({ interaction: unknown }, { accept: "text/xml" });
    assert.equal(
      missing.text,
      `${PROLOG}<response><result><success>false</success><message>${told}</message></result>` +
        `<error><message>${told}</message><detail>${message("no_interaction_detail")}</detail></error><status>failure</status></response>`,
    );
    const refused = await service.request("POST", ENDPOINT, { accept: "application/xml" });
    assert.equal(
      refused.text,
      `${PROLOG}<response><error><message>${UNAUTHENTICATED[0]}</message><detail>${UNAUTHENTICATED[1]}</detail></error><status>failure</status></response>`,
    );
  });
});
