// Contract, section 2: XML requests and answers.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ENDPOINT, start } from "./support/service.mjs";
import { escaped, expectFaults, expectSuccess, SUCCESS, UNAUTHENTICATED } from "./support/expect.mjs";
import { FIELDS as KNOWN, message, valuesIn } from "./support/messages.mjs";

const service = await start();
const interaction = await service.interaction();
const { sys_id: ACTION } = await service.action(interaction);
const PROLOG = '<?xml version="1.0" encoding="UTF-8"?>';
const xml = { "content-type": "application/xml" };
const FIELDS = `<interaction>${interaction}</interaction><action_sys_id>${ACTION}</action_sys_id><action>coach</action>`;
const UPDATED = `${PROLOG}<response><result><success>true</success><message>${SUCCESS.updated}</message><action_sys_id>${ACTION}</action_sys_id></result></response>`;

/** The answer of a call that changes nothing. */
async function withoutChange(body) {
  const before = await service.everything();
  const answer = await service.post(body, xml);
  assert.deepEqual(await service.everything(), before);
  return answer;
}

describe("documents that are read", () => {
  for (const [name, body] of [
    ["ServiceNow's form", `${PROLOG}<request><entry>${FIELDS}</entry></request>`],
    ["without a declaration", `<request><entry>${FIELDS}</entry></request>`],
    ["fields directly under the root", `<request>${FIELDS}</request>`],
    ["another root", `<helpAction>${FIELDS}</helpAction>`],
    ["a root named entry", `<entry>${FIELDS}</entry>`],
    ["a root with a prefix", `<s:request xmlns:s="urn:x">${FIELDS}</s:request>`],
    ["white space everywhere", `${PROLOG}\n<request >\n\t<entry>\r\n${FIELDS.replaceAll("><", ">\n<")}\n</entry >\n</request>\n`],
    ["white space around values", `<r>${FIELDS.replace("coach", "\n coach\t")}</r>`],
    ["comments", `<!-- a --><r><!-- b -->${FIELDS.replace("coach", "co<!-- c -->ach")}</r><!-- d -->`],
    ["a CDATA section", `<r>${FIELDS.replace("coach", "<![CDATA[coach]]>")}</r>`],
    ["character references", `<r>${FIELDS.replace("coach", "&#99;o&#x61;ch")}</r>`],
    ["a byte order mark", `\uFEFF${PROLOG}<r>${FIELDS}</r>`],
    ["encoding in lower case and standalone", `<?xml version='1.0' encoding='utf-8' standalone='yes' ?><r>${FIELDS}</r>`],
    ["32 namespace declarations", `<r ${Array.from({ length: 32 }, (_, n) => `xmlns:n${n}="urn:n"`).join(" ")}>${FIELDS}</r>`],
    ["namespace declarations on root and entry", `<r xmlns="urn:x" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><entry xmlns:y='urn:y'>${FIELDS}</entry></r>`],
  ]) {
    test(name, async () => {
      expectSuccess(await service.post(body, xml), SUCCESS.updated, ACTION);
    });
  }

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

/** The document is refused with this one fault, and changes nothing. */
function refused(name, body, reason) {
  test(name, async () => {
    const answer = await withoutChange(body);
    expectFaults(answer, [null, "malformed_body", message("xml_malformed", { reason })]);
  });
}

describe("documents that are refused", () => {
  const pi = message("xml_instruction");
  const doctype = message("xml_doctype");
  const second = message("xml_second_root");
  const outside = message("xml_text_outside");
  const inside = message("xml_text_inside");
  const form = message("xml_declaration");
  const attributes = (name) => message("xml_attributes", { element: name });

  refused("nothing", "", message("xml_empty"));
  refused("white space alone", " \n ", message("xml_empty"));
  refused("JSON", `{"interaction":"${interaction}"}`, outside);
  refused("a declaration alone", PROLOG, message("xml_no_root"));
  refused("a DOCTYPE", `<!DOCTYPE r><r>${FIELDS}</r>`, doctype);
  refused("an external entity", `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>${FIELDS.replace("coach", "&x;")}</r>`, doctype);
  refused("an entity bomb", `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><r>${FIELDS.replace("coach", "&b;")}</r>`, doctype);
  refused("an undefined entity", `<r>${FIELDS.replace("coach", "&coach;")}</r>`, message("xml_reference", { name: "coach" }));
  refused("a reference to U+0000", `<r>${FIELDS.replace("coach", "&#0;")}</r>`, message("xml_reference", { name: "#0" }));
  refused("a reference to a control character", `<r>${FIELDS.replace("coach", "&#x1F;")}</r>`, message("xml_reference", { name: "#x1F" }));
  refused("a reference to half a surrogate pair", `<r>${FIELDS.replace("coach", "&#xD800;")}</r>`, message("xml_reference", { name: "#xD800" }));
  refused("a second root", `<r>${FIELDS}</r><r>${FIELDS}</r>`, second);
  refused("a second entry", `<r><entry>${FIELDS}</entry><entry>${FIELDS}</entry></r>`, message("xml_second_entry"));
  refused("an entry beside fields", `<r><entry>${FIELDS}</entry><action>coach</action></r>`, message("xml_beside_entry"));
  refused("text before the root", `x<r>${FIELDS}</r>`, outside);
  refused("text after the root", `<r>${FIELDS}</r>x`, outside);
  refused("a no-break space after the root", `<r>${FIELDS}</r>\u00a0`, outside);
  refused("text in the root", `<r>x${FIELDS}</r>`, inside);
  refused("text in the entry", `<r><entry>${FIELDS}x</entry></r>`, inside);
  refused("CDATA in the root", `<r><![CDATA[ ]]>${FIELDS}</r>`, inside);
  refused("attributes on the root", `<r interaction="${interaction}">${FIELDS}</r>`, attributes("r"));
  refused("33 namespace declarations", `<r ${Array.from({ length: 33 }, (_, n) => `xmlns:n${n}="urn:n"`).join(" ")}>${FIELDS}</r>`, attributes("r"));
  refused("attributes on the entry", `<r><entry x="1">${FIELDS}</entry></r>`, attributes("entry"));
  refused("attributes on a field", `<r>${FIELDS.replace("<action>", '<action x="1">')}</r>`, message("xml_field_attributes", { element: "action" }));
  refused("a processing instruction before the root", `<?php x?><r>${FIELDS}</r>`, pi);
  refused("a processing instruction in a field", `<r>${FIELDS.replace("coach", "<?x?>coach")}</r>`, pi);
  refused("a declaration that is not at the beginning", ` ${PROLOG}<r>${FIELDS}</r>`, pi);
  refused("a second declaration", `${PROLOG}${PROLOG}<r>${FIELDS}</r>`, pi);
  refused("another encoding", `<?xml version="1.0" encoding="ISO-8859-1"?><r>${FIELDS}</r>`, message("xml_encoding", { encoding: "ISO-8859-1" }));
  refused("XML 1.1", `<?xml version="1.1"?><r>${FIELDS}</r>`, form);
  refused("a declaration without version", `<?xml encoding="UTF-8"?><r>${FIELDS}</r>`, form);
  refused("a declaration in the wrong order", `<?xml encoding="UTF-8" version="1.0"?><r>${FIELDS}</r>`, form);
  refused("a declaration with something else", `<?xml version="1.0" x="1"?><r>${FIELDS}</r>`, form);
  refused("a declaration without an end", `<?xml version="1.0"><r>${FIELDS}</r>`, form);
  refused("a control character", `<r>${FIELDS.replace("coach", "co\u0001ach")}</r>`, message("xml_character", { code: "0001" }));
  refused("U+FFFE", `<r>${FIELDS.replace("coach", "coach\uFFFE")}</r>`, message("xml_character", { code: "FFFE" }));
  refused("]]> in text", `<r>${FIELDS.replace("coach", "coach]]>")}</r>`, message("xml_cdata_end"));
  refused("-- in a comment", `<r><!-- a -- b -->${FIELDS}</r>`, message("xml_comment_hyphens"));
  refused("a comment that ends in --->", `<r><!-- a --->${FIELDS}</r>`, message("xml_comment_hyphens"));
  refused("a name that is none", `<r>${FIELDS}<1/></r>`, message("xml_name", { name: "1" }));
  test("Latin-1", async () => {
    const answer = await withoutChange(Buffer.from(`<r><action>\xe4</action></r>`, "latin1"));
    expectFaults(answer, [null, "malformed_body", message("not_utf8", { byte: 11 })]);
  });
  for (const [name, body] of [
    ["an element left open", `<r>${FIELDS}`],
    ["a field left open", `<r><interaction>${interaction}</r>`],
    ["elements crossed", `<r><entry>${FIELDS}</r></entry>`],
    ["a comment left open", `<r>${FIELDS}<!-- </r>`],
    ["a CDATA section left open", `<r>${FIELDS}<![CDATA[</r>`],
    ["an end tag alone", `</r>`],
    ["a lone ampersand", `<r>${FIELDS.replace("coach", "coach & co")}</r>`],
    ["a lone <", `<r>${FIELDS.replace("coach", "coach < co")}</r>`],
  ]) {
    test(name, async () => {
      const answer = await withoutChange(body);
      const { faults } = JSON.parse(answer.text).error;
      assert.notEqual(valuesIn("xml_malformed", faults[0].message).reason, "");
      expectFaults(answer, [null, "malformed_body", faults[0].message]);
    });
  }
});

describe("faults of fields", () => {
  const refusedField = (name, body, ...faults) =>
    test(name, async () => {
      expectFaults(await withoutChange(body), ...faults);
    });
  refusedField("an empty element", `<r><interaction>${interaction}</interaction><action_sys_id/><end_time>2026-03-01 11:00:00</end_time></r>`, [
    "action_sys_id",
    "empty",
    message("empty", { field: "action_sys_id" }),
  ]);
  refusedField("a field twice", `<r>${FIELDS}<action>coach</action></r>`, ["action", "duplicate_field", message("duplicate_field", { field: "action" })]);
  refusedField("an element in a field", `<r><interaction>${interaction}</interaction><action><b>coach</b></action></r>`, [
    "action",
    "not_a_string",
    message("not_a_string", { field: "action", kind: "an element" }),
  ]);
  refusedField("elements nested deeply in a field", `<r><interaction>${interaction}</interaction><action>${"<b>".repeat(5000)}${"</b>".repeat(5000)}</action></r>`, [
    "action",
    "not_a_string",
    message("not_a_string", { field: "action", kind: "an element" }),
  ]);
  refusedField("an unknown field", `<r>${FIELDS}<acton>coach</acton></r>`, [
    "acton",
    "unknown_field",
    message("unknown_field", { field: "acton", fields: KNOWN }),
  ]);
  refusedField("no field at all", "<request><entry/></request>", ["interaction", "required", message("required", { field: "interaction" })]);
});

