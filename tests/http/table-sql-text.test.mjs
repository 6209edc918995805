// Text that would be SQL if it ever got into a statement, in every place of a call where text goes. Nothing changes, the
// tables are still there, and what is stored comes back as it was sent.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { expectFailure, expectResult, expectTableFaults, NO_RECORD } from "./support/expect.mjs";
import { message } from "./support/messages.mjs";
import { start } from "./support/service.mjs";
import { caller, clear, id, query, seed, snapshot } from "./support/table.mjs";

const service = await start();
const { call, get } = caller(service);
const HELP_ACTION = "supervisor_help_action";

const TEXTS = [
  "'",
  "''",
  '"',
  "`",
  "\\",
  "\\'",
  "'; DROP TABLE interaction; --",
  "x'; DELETE FROM sys_user; --",
  "'); UPDATE interaction SET state='new'; --",
  "' OR '1'='1",
  '" OR ""="',
  "1 OR 1=1",
  "' UNION SELECT user_password FROM sys_user --",
  "x' || (SELECT user_password FROM sys_user) || 'x",
  "(SELECT max(user_password) FROM sys_user)",
  "json_group_array(sys_id)",
  "/* comment */",
  "-- comment",
  "x;",
  "%",
  "_",
  "%_%",
  "*",
  "?",
  "?1",
  ":a @b $c",
  "x\u0000y",
  "\u0000",
  "'\u0000; DROP TABLE interaction",
  "null",
  "NULL",
  "undefined",
  "[object Object]",
  '{"$ne":null}',
  '","state":"closed_complete',
  "</short_description><state>on_hold</state>",
  "]]>",
  "&amp;",
  "${7*7}",
  "a\tb\r\nc",
  "＇；DROP TABLE",
  "ʼ",
  "é",
  "e\u0301",
  "\u202e\u2028\u2029",
  "\u{1F600}",
  "\u{10FFFD}",
  "İı",
];
/** What no text may hold, and so cannot be stored. */
const isStorable = (text) => !text.includes("\u0000");
const STORED = TEXTS.filter(isStorable);
/** NULL means that there is no value. */
const VALUES = TEXTS.filter((text) => text !== "NULL");

await clear(service);
await seed(
  service,
  "interaction",
  STORED.map((text, n) => ({ sys_id: id((n + 1).toString(16)), number: `IMS${String(n).padStart(7, "0")}`, short_description: text, state: "on_hold" })),
);
await seed(service, "interaction_help_request", [{ sys_id: id("a1"), interaction: id(1) }]);
await seed(service, HELP_ACTION, [{ sys_id: id("b1"), interaction: id(1), help_request: id("a1"), action: "coach", start_time: "2026-03-01 10:00:00" }]);
const untouched = await snapshot(service);
const schema = await service.rows("SELECT * FROM sqlite_schema ORDER BY name");
let calls = 0;
after(() => console.log(`${calls} calls with texts that look like SQL or markup`));

const counted = (answer) => {
  calls += 1;
  return answer;
};

/** For each text the check, after all of them nothing has changed. */
function harmless(name, check, texts = TEXTS) {
  test(name, async () => {
    for (const text of texts) {
      try {
        await check(text);
      } catch (error) {
        error.message = `${JSON.stringify(text)}: ${error.message}`;
        throw error;
      }
    }
    assert.deepEqual(await snapshot(service), untouched);
    assert.deepEqual(await service.rows("SELECT * FROM sqlite_schema ORDER BY name"), schema);
  });
}

const status = async (expected, sending) => {
  const answer = counted(await sending);
  assert.equal(answer.status, expected, answer.text);
  const { error, ...rest } = JSON.parse(answer.text);
  assert.deepEqual([Object.keys(error), rest], [["message", "detail"], { status: "failure" }]);
  assert.ok(!/sqlite|syntax|SELECT .* FROM t|hmac|pbkdf2\$/i.test(error.detail ?? ""));
};

describe("in the path", () => {
  harmless("as a table", async (text) => {
    for (const path of ["table/", "v1/stats/", "v2/table/"]) await status(400, get(path + encodeURIComponent(text)));
    await status(400, get(`table/interaction${encodeURIComponent(text)}`));
  });
  harmless("as a sys_id, with each method", async (text) => {
    const path = `table/interaction/${encodeURIComponent(text)}`;
    for (const [method, body] of [["GET"], ["PATCH", { type: "x" }], ["PUT", { type: "x" }], ["DELETE"]]) {
      expectFailure(counted(await call(method, path, body)), 404, ...NO_RECORD);
      expectFailure(counted(await call(method, `table/interaction/${id(1)}${encodeURIComponent(text)}`, body)), 404, ...NO_RECORD);
    }
  });
});

describe("in parameters", () => {
  const parameters = (all) => `table/interaction?${query(all)}`;
  for (const name of ["sysparm_limit", "sysparm_offset", "sysparm_display_value", "sysparm_exclude_reference_link", "sysparm_suppress_pagination_header", "sysparm_no_count"]) {
    harmless(name, (text) => status(400, get(parameters({ [name]: text }))));
  }
  harmless("sysparm_fields", async (text) => {
    // Passed over, and told.
    const passed = async (sending, expected) => {
      const answer = counted(await sending);
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(JSON.parse(answer.text).result, expected);
      assert.match(answer.headers["x-ignored-fields"] ?? "", /^[-._*%+A-Za-z0-9, ]*$/);
    };
    const one = { sys_id: id(1) };
    await passed(get(parameters({ sysparm_fields: `sys_id,${text}`, sysparm_limit: 1 })), [one]);
    await passed(get(parameters({ sysparm_fields: `sys_id,number ${text}`, sysparm_limit: 1 })), [one]);
    await passed(get(`table/${HELP_ACTION}?${query({ sysparm_fields: `sys_id,interaction.${text}` })}`), [{ sys_id: id("b1") }]);
    await passed(get(`table/interaction/${id(1)}?${query({ sysparm_fields: `sys_id,${text}` })}`), one);
    await passed(call("PATCH", `table/interaction/${id(1)}?${query({ sysparm_fields: `sys_id,${text}` })}`, {}), one);
  });
  for (const name of ["sysparm_group_by", "sysparm_avg_fields", "sysparm_min_fields", "sysparm_max_fields", "sysparm_sum_fields", "sysparm_count"]) {
    harmless(name, async (text) => {
      await status(400, get(`stats/${HELP_ACTION}?${query({ [name]: `duration,${text}` })}`));
      await status(400, get(`stats/${HELP_ACTION}?${query({ [name]: text })}`));
    });
  }
  harmless("sysparm_having and sysparm_order_by, in each of their places", async (text) => {
    const asked = (all) => get(`stats/${HELP_ACTION}?${query({ sysparm_group_by: "action", ...all })}`);
    for (const term of [`${text}^duration^>^1`, `count^${text}^>^1`, `count^action^${text}^1`, `count^action^>^${text}`]) await status(400, asked({ sysparm_having: term }));
    for (const term of [text, `${text}^duration`, `AVG^${text}`, `COUNT^${text}`]) await status(400, asked({ sysparm_order_by: term }));
  });
  harmless("the name of a filter", async (text) => {
    await status(400, get(parameters({ [text]: "x" })));
    await status(400, get(parameters({ [`state${text}`]: "on_hold" })));
  });
  harmless("an unknown sysparm_ parameter, its name and its value, which Link repeats", async (text) => {
    const answer = counted(await get(parameters({ sysparm_fields: "sys_id", sysparm_limit: 1, [`sysparm_${text}`]: text })));
    expectResult(answer, 200, [{ sys_id: id(1) }]);
    assert.match(answer.headers.link, /^<[!-;=?-~]+>;rel="first",<[!-;=?-~]+>;rel="next",<[!-;=?-~]+>;rel="last"$/);
  });
});

describe("in sysparm_query", () => {
  const asked = (table, text) => get(`table/${table}?${query({ sysparm_query: text })}`);
  harmless("as a field", async (text) => {
    const escaped = text.replaceAll("^", "^^");
    await status(400, asked("interaction", `${escaped}=x`));
    await status(400, asked("interaction", `state=on_hold^OR${escaped}=x`));
    await status(400, asked("interaction", `state=on_hold^NQ${escaped}=x`));
    await status(400, asked("interaction", `ORDERBY${escaped}`));
    await status(400, asked("interaction", `ORDERBYDESC${escaped}`));
    await status(400, asked("interaction", `ORDERBYnumber ${escaped}`));
    await status(400, asked(HELP_ACTION, `interaction.${escaped}=x`));
  });
  harmless(
    "as an operator",
    async (text) => {
      await status(400, asked("interaction", `number${text}x`));
      await status(400, asked("interaction", `number ${text} x`));
    },
    // The asterisk, % and < are operators; a letter or a digit would be part of the name.
    TEXTS.filter((text) => !/^[a-z0-9_*%<]/.test(text)),
  );
  harmless("as a value of a field that takes no such text", async (text) => {
    for (const field of ["sys_id", "state", "opened_at", "sys_mod_count"]) {
      for (const operator of ["=", "!=", "<", ">=", "IN", "NOT IN"]) await status(400, asked("interaction", `${field}${operator}${text}^ORDERBYsys_id`));
      await status(400, asked("interaction", `${field}BETWEEN${text}@${text}`));
    }
    for (const field of ["interaction", "help_request", "duration"]) await status(400, asked(HELP_ACTION, `${field}=${text}^ORDERBYsys_id`));
    await status(400, asked("interaction", `opened_at>javascript:gs.dateGenerate('${text}','${text}')`));
    await status(400, asked("interaction", `opened_at>javascript:gs.daysAgo(${text})`));
  }, VALUES);

  // What each operator has to find, told by JavaScript: without regard to the case of ASCII letters and of no others.
  const lower = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  for (const [operator, isFound] of [
    ["=", (stored, text) => stored === text],
    ["!=", (stored, text) => stored !== text],
    ["LIKE", (stored, text) => stored.includes(text)],
    ["NOT LIKE", (stored, text) => !stored.includes(text)],
    ["STARTSWITH", (stored, text) => stored.startsWith(text)],
    ["ENDSWITH", (stored, text) => stored.endsWith(text)],
  ]) {
    harmless(`as a value of a text: ${operator}`, async (text) => {
      const answer = counted(await get(`table/interaction?${query({ sysparm_query: `short_description${operator}${text.replaceAll("^", "^^")}^ORDERBYsys_id`, sysparm_fields: "short_description" })}`));
      expectResult(answer, 200, STORED.filter((stored) => isFound(lower(stored), lower(text))).map((short_description) => ({ short_description })));
    }, VALUES);
  }
  harmless(
    "as a value of a text: IN",
    async (text) => {
      const answer = counted(await get(`table/interaction?${query({ sysparm_query: `short_descriptionIN${text},nothing^ORDERBYsys_id`, sysparm_fields: "short_description" })}`));
      expectResult(answer, 200, STORED.filter((stored) => lower(stored) === lower(text)).map((short_description) => ({ short_description })));
    },
    TEXTS.filter((text) => !text.includes(",") && text.trim() === text),
  );
  harmless("as a part of words, ids, times and numbers of interactions: nothing is found", async (text) => {
    for (const field of ["state", "sys_id", "opened_at", "number"]) {
      const expected = field === "state" && text === "_" ? STORED.length : 0;
      const answer = counted(await get(`table/interaction?${query({ sysparm_query: `${field}LIKE${text}^ORDERBYsys_id`, sysparm_limit: 1 })}`));
      assert.deepEqual([answer.status, answer.headers["x-total-count"]], [200, String(expected)]);
    }
    const answer = counted(await get(`table/interaction?${query({ sysparm_query: `sys_idSTARTSWITH${text}^ORnumberSTARTSWITH${text}^ORDERBYsys_id` })}`));
    expectResult(answer, 200, []);
  });
});

describe("as the value of a filter", () => {
  harmless(
    "that is a text",
    async (text) => {
      const answer = counted(await get(`table/interaction?${query({ short_description: text, sysparm_fields: "short_description" })}`));
      expectResult(answer, 200, isStorable(text) ? [{ short_description: text }] : []);
      const stats = counted(await get(`stats/interaction?${query({ short_description: text, sysparm_count: true, sysparm_group_by: "short_description" })}`));
      const group = { stats: { count: "1" }, groupby_fields: [{ field: "short_description", value: text }] };
      expectResult(stats, 200, isStorable(text) ? [group] : []);
    },
    // Blanks around a value of a parameter do not count; what is equal but for the case of letters is found together.
    TEXTS.filter((text) => text.trim() === text && text.toLowerCase() !== "null"),
  );
  harmless("that is none", async (text) => {
    for (const field of ["sys_id", "state", "closed_at", "sys_mod_count"]) await status(400, get(`table/interaction?${query({ [field]: text })}`));
    for (const field of ["interaction", "interaction.state", "duration"]) await status(400, get(`table/${HELP_ACTION}?${query({ [field]: text })}`));
  }, VALUES);
});

describe("in a body", () => {
  harmless("as the name of a field", async (text) => {
    // Passed over, and told.
    for (const method of ["PATCH", "PUT"]) {
      for (const name of [text, `type${text}`]) {
        const answer = counted(await call(method, `table/interaction/${id(1)}?sysparm_fields=sys_id`, { [name]: "x" }));
        expectResult(answer, 200, { sys_id: id(1) });
        assert.match(answer.headers["x-ignored-fields"], /^[-._*%+A-Za-z0-9]*$/);
      }
    }
  });
  harmless("as a value of a field that takes no such text", async (text) => {
    for (const [method, path] of [["POST", "table/interaction"], ["PATCH", `table/interaction/${id(1)}`]]) {
      for (const field of ["sys_id", "number", "state", "opened_at", "closed_at"]) await status(400, call(method, path, { [field]: text }));
    }
    await status(400, call("POST", "table/interaction_help_request", { interaction: text }));
    await status(400, call("PUT", `table/interaction_help_request/${id("a1")}`, { interaction: text, state: text }));
  });
  harmless("with a character that no text may hold", async (text) => {
    for (const field of ["type", "short_description", "assigned_to", "opened_for"]) {
      const answer = counted(await call("PATCH", `table/interaction/${id(1)}`, { [field]: text }));
      expectTableFaults(answer, message("invalid_text", { field, code: "0000" }));
    }
  }, TEXTS.filter((text) => !isStorable(text)));

  for (const [table, fields] of [
    ["interaction", ["type", "short_description", "assigned_to", "opened_for"]],
    ["interaction_help_request", ["reason", "comments", "opened_by", "help_provided_by"]],
  ]) {
    const escaped = (text) => [...text].map((character) => `&#${character.codePointAt(0)};`).join("");
    harmless(
      `as texts of ${table}: stored and answered as sent but for white space around it, in JSON and XML, by each method`,
      async (text) => {
        const sent = Object.fromEntries(fields.map((field) => [field, text]));
        const values = Object.fromEntries(fields.map((field) => [field, text.trim()]));
        const needed = table === "interaction" ? {} : { interaction: id(1) };
        const answer = counted(await call("POST", `table/${table}?sysparm_fields=${fields},sys_id`, { ...needed, ...sent }));
        const { sys_id } = JSON.parse(answer.text).result;
        expectResult(answer, 201, { ...values, sys_id });
        const path = `table/${table}/${sys_id}?sysparm_fields=${fields}`;
        const stored = async () => (await service.rows(`SELECT ${fields} FROM ${table} WHERE sys_id = ?1`, sys_id))[0];
        const isStored = async () => assert.deepEqual({ ...(await stored()) }, values);
        await isStored();
        expectResult(counted(await get(path)), 200, values);
        for (const method of ["PATCH", "PUT"]) {
          await call(method, path, Object.fromEntries(fields.map((field) => [field, "other"])));
          expectResult(counted(await call(method, path, values)), 200, values);
          await isStored();
        }
        await call("PATCH", path, Object.fromEntries(fields.map((field) => [field, null])));
        const xml = `<request><entry>${fields.map((field) => `<${field}>${escaped(text)}</${field}>`).join("")}</entry></request>`;
        expectResult(counted(await call("PATCH", path, xml, { "content-type": "application/xml" })), 200, values);
        await isStored();
        assert.equal((await call("DELETE", `table/${table}/${sys_id}`)).status, 204);
        // What is left of it is its history.
        await service.rows("DELETE FROM record_change WHERE documentkey = ?1", sys_id);
      },
      STORED,
    );
  }
});

describe("in headers", () => {
  const visible = TEXTS.filter((text) => /^[\x20-\x7e]+$/.test(text) && !/^ | $/.test(text));
  harmless("X-D1-Bookmark", async (text) => {
    const expected = message("invalid_bookmark", { value: text });
    for (const path of ["table/interaction?sysparm_limit=1", `table/interaction/${id(1)}`, "stats/interaction?sysparm_count=true"]) {
      expectTableFaults(counted(await get(path, { "x-d1-bookmark": text })), expected);
    }
  }, visible);
  harmless("traceparent, Idempotency-Key and the like are no part of it", async (text) => {
    const headers = { traceparent: text, "idempotency-key": text, "x-transaction-id": text, "user-agent": text };
    expectResult(counted(await get(`table/interaction/${id(1)}?sysparm_fields=sys_id`, headers)), 200, { sys_id: id(1) });
  }, visible);
});

test("all that was stored comes back in one list, in JSON", async () => {
  const answer = await get("table/interaction?sysparm_fields=short_description");
  expectResult(answer, 200, STORED.map((short_description) => ({ short_description })));
});

test("there was something to find and something to spoil", () => {
  assert.ok(untouched.interaction.length === STORED.length && STORED.length > 40);
  assert.ok(untouched.sys_user.length === 4 && schema.length > 8);
});
