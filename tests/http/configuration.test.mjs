// Contract, sections 1 and 4: the operator's settings, good and faulty.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectFailure, expectFaults, expectMissing, expectSuccess, INTERNAL, SUCCESS } from "./support/expect.mjs";
import { message } from "./support/messages.mjs";
import { ENDPOINT, LOCAL_VARIABLES, SECRET, start } from "./support/service.mjs";

describe("a faulty configuration answers 500, names the variable in the log, and lets nobody in", () => {
  const jwks = JSON.stringify({ keys: [{ kty: "EC", crv: "P-256", x: "A".repeat(43), y: "A".repeat(43), kid: "off" }] });
  for (const [variables, variable, reason] of [
    [{ JWT_HS256_SECRET: "x".repeat(31) }, "JWT_HS256_SECRET", message("setting_short_secret")],
    [{ JWT_HS256_SECRET: "" }, "JWT_HS256_SECRET", message("setting_empty")],
    [{ JWT_HS256_SECRET: 12345678 }, "JWT_HS256_SECRET", message("setting_not_text")],
    [{ JWT_ISSUER: "" }, "JWT_ISSUER", message("setting_empty")],
    [{ JWT_AUDIENCE: " " }, "JWT_AUDIENCE", message("setting_empty")],
    [{ JWT_JWKS: "{" }, "JWT_JWKS", message("key_set_not_json", { reason: "EOF while parsing an object at line 1 column 1" })],
    [{ JWT_JWKS: "{}" }, "JWT_JWKS", message("key_set_no_list")],
    [{ JWT_JWKS: '{"keys":[]}' }, "JWT_JWKS", message("key_set_no_key")],
    [{ JWT_JWKS_URL: "http://idp.example.com/jwks" }, "JWT_JWKS_URL", message("setting_insecure_url")],
    [{ JWT_JWKS_URL: "http://localhost.example.com/" }, "JWT_JWKS_URL", message("setting_insecure_url")],
    [{ JWT_JWKS_URL: "jwks.json" }, "JWT_JWKS_URL", message("setting_insecure_url")],
    [{ JWT_JWKS: jwks, JWT_JWKS_URL: "https://idp.example.com/jwks" }, "JWT_JWKS_URL", message("setting_two_key_sets")],
    [{ BULK_END_SCOPE: "Open" }, "BULK_END_SCOPE", message("setting_choice", { choices: "all or open" })],
    [{ INTERACTION_POLICY: "closed" }, "INTERACTION_POLICY", message("setting_choice", { choices: "registered or open" })],
  ]) {
    test(JSON.stringify(variables), async () => {
      const service = await start({ variables: { ...LOCAL_VARIABLES, ...variables } });
      const basic = `Basic ${Buffer.from("cti.integration:help-request-demo").toString("base64")}`;
      const body = { interaction: "d4dec70f3b4bfe101baa9f7e53e45a5d", action: "coach" };
      const before = await service.everything();
      for (const authorization of [undefined, basic]) {
        const answer = await service.post(body, authorization ? { authorization } : {});
        expectFailure(answer, 500, ...INTERNAL);
        const line = await service.logLine(answer);
        assert.deepEqual([line.level, line.error, line.reason], ["error", "internal_error", `configuration: ${variable} ${reason}`]);
      }
      assert.deepEqual(await service.everything(), before);
      assert.equal((await service.request("GET", "/healthz")).status, 200);
      assert.equal((await service.request("GET", ENDPOINT)).status, 405);
    });
  }
});

test("no settings at all: Basic lets in", async () => {
  const service = await start({ variables: {} });
  const authorization = `Basic ${Buffer.from("cti.integration:help-request-demo").toString("base64")}`;
  const interaction = await service.interaction();
  const answer = await service.post({ interaction, action: "coach" }, { authorization });
  assert.equal(answer.status, 200);
});

describe("BULK_END_SCOPE = open", async () => {
  const service = await start({ variables: { ...LOCAL_VARIABLES, BULK_END_SCOPE: "open" } });

  test("ends those alone that have no end", async () => {
    const interaction = await service.interaction();
    const open = await service.action(interaction);
    const ended = await service.action(interaction, { end_time: "2026-03-01 10:01:00" });
    expectSuccess(await service.post({ interaction, end_time: "2026-03-01 10:30:00" }), SUCCESS.ended(interaction));
    assert.equal((await service.actionRow(open.sys_id)).end_time, "2026-03-01 10:30:00");
    assert.deepEqual(await service.actionRow(ended.sys_id), ended);
  });

  test("does not mind the start of one that has ended", async () => {
    const interaction = await service.interaction();
    await service.action(interaction);
    await service.action(interaction, { start_time: "2026-03-01 11:00:00", end_time: "2026-03-01 11:01:00" });
    expectSuccess(await service.post({ interaction, end_time: "2026-03-01 10:30:00" }), SUCCESS.ended(interaction));
  });

  test("succeeds where all have ended, and changes nothing", async () => {
    const interaction = await service.interaction();
    const ended = await service.action(interaction, { end_time: "2026-03-01 10:01:00" });
    expectSuccess(await service.post({ interaction }), SUCCESS.ended(interaction));
    assert.deepEqual(await service.actionRow(ended.sys_id), ended);
  });

  test("ends none if one of them starts later", async () => {
    const interaction = await service.interaction();
    await service.action(interaction);
    await service.action(interaction, { start_time: "2026-03-01 10:20:00" });
    const before = await service.everything();
    expectFaults(await service.post({ interaction, end_time: "2026-03-01 10:10:00" }), [
      "end_time",
      "end_before_start",
      message("end_before_some_start", { end: "2026-03-01 10:10:00", start: "2026-03-01 10:20:00" }),
    ]);
    assert.deepEqual(await service.everything(), before);
  });

  test("of an interaction without help actions is 404", async () => {
    const interaction = await service.interaction();
    expectMissing(
      await service.post({ interaction }),
      message("nothing_to_end", { id: interaction }),
      message("nothing_to_end_detail"),
    );
  });
});

describe("INTERACTION_POLICY = open", async () => {
  const service = await start({ variables: { ...LOCAL_VARIABLES, INTERACTION_POLICY: "open" } });
  const id = (n) => n.toString(16).padStart(32, "a");
  const row = (table, key) => service.rows(`SELECT * FROM ${table} WHERE sys_id = ?1`, key).then(([first]) => first);

  test("a create records an unknown interaction and an unknown help request, once", async () => {
    const [interaction, help_request] = [id(1), id(2)];
    const { sys_id: first } = await service.action(interaction, { help_request });
    const { sys_id: second } = await service.action(interaction, { help_request });
    assert.notEqual(first, second);
    const recorded = await row("interaction", interaction);
    assert.match(recorded.number, /^IMS\d{7}$/);
    assert.deepEqual(
      [recorded.state, recorded.sys_created_by, recorded.sys_mod_count, recorded.type],
      ["new", "cti-cloud", 0, null],
    );
    const request = await row("interaction_help_request", help_request);
    assert.deepEqual([request.interaction, request.state, request.sys_created_by], [interaction, "new", "cti-cloud"]);
  });

  test("a new help request on a known interaction, and a new interaction without help request", async () => {
    await service.action("d4dec70f3b4bfe101baa9f7e53e45a5d", { help_request: id(3) });
    await service.action(id(4));
    assert.equal((await row("interaction_help_request", id(3))).interaction, "d4dec70f3b4bfe101baa9f7e53e45a5d");
    assert.ok(await row("interaction", id(4)));
  });

  test("every interaction gets a number of its own, one after the other", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => service.action(id(100 + n))));
    const numbers = (await service.rows("SELECT number FROM interaction ORDER BY number")).map((one) => one.number);
    assert.deepEqual(numbers, numbers.map((_, n) => `IMS${String(n + 1).padStart(7, "0")}`));
  });

  test("a help request of another interaction is 400, and the unknown interaction stays unknown", async () => {
    const before = await service.everything();
    const help_request = "5a1e0f034f3bfe101baa9f7e53e45a11";
    const answer = await service.post({ interaction: id(5), action: "coach", help_request });
    expectFaults(answer, [
      "help_request",
      "wrong_interaction",
      message("wrong_interaction", { help_request, interaction: id(5) }),
    ]);
    assert.deepEqual(await service.everything(), before);
  });

  test("update and end all record nothing", async () => {
    const before = await service.everything();
    for (const body of [{ interaction: id(6) }, { interaction: id(6), action_sys_id: id(7), action: "coach" }]) {
      expectMissing(
        await service.post(body),
        message("no_interaction", { id: id(6) }),
        message("no_interaction_detail"),
      );
    }
    assert.deepEqual(await service.everything(), before);
  });
});

test("the policy registered and the scope all are the defaults, and can be named", async () => {
  const variables = { ...LOCAL_VARIABLES, JWT_HS256_SECRET: SECRET, INTERACTION_POLICY: "registered", BULK_END_SCOPE: "all" };
  const service = await start({ variables });
  const answer = await service.post({ interaction: "f".repeat(32), action: "coach" });
  assert.equal(answer.status, 404);
});
