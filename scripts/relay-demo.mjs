#!/usr/bin/env node
// Runs two local services: the edge relays to the other one, which plays the instance. Shows how a record gets there. Needs
// `cargo xtask build --dev`.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";
import { BUILT, LOCAL_VARIABLES } from "../tests/http/support/service.mjs";
import { makeTemplateIfOld, TEMPLATE } from "../tests/http/support/template.mjs";

const INTERACTION = "d4dec70f3b4bfe101baa9f7e53e45a5d";
const USER = "cti.integration";
const PASSWORD = "help-request-demo";
const AUTHORIZATION = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString("base64")}`;
const ADMIN = `Basic ${Buffer.from(`admin:${PASSWORD}`).toString("base64")}`;
const ENDPOINT = "/api/now/helprequest/action/create_or_update";

makeTemplateIfOld();

/** A service with its own database. */
async function serve(variables) {
  const state = mkdtempSync(join(tmpdir(), "help-request-demo-"));
  cpSync(join(TEMPLATE, "v3"), state, { recursive: true });
  const miniflare = new Miniflare({
    cf: false,
    host: "127.0.0.1",
    d1Persist: join(state, "d1"),
    ...BUILT,
    rootPath: fileURLToPath(new URL("../dev/build/", import.meta.url)),
    compatibilityDate: "2026-04-01",
    d1Databases: { DB: "local" },
    bindings: { ...LOCAL_VARIABLES, ...variables },
    handleRuntimeStdio: (...streams) => streams.forEach((stream) => stream.resume()),
  });
  const { origin } = await miniflare.ready;
  const stop = async () => {
    await miniflare.dispose();
    rmSync(state, { recursive: true, force: true });
  };
  return { miniflare, origin, stop };
}

async function call(origin, path, { body, authorization = AUTHORIZATION } = {}) {
  const headers = { authorization, "content-type": "application/json" };
  const answer = await fetch(origin + path, { method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body) });
  return (await answer.json()).result;
}

const records = (origin) =>
  call(origin, `/api/now/table/supervisor_help_action?sysparm_query=interaction=${INTERACTION}^ORDERBYsys_created_on&sysparm_fields=sys_id,action,start_time,end_time&sysparm_exclude_reference_link=true`);

async function show(title, origin) {
  console.log(title);
  for (const { sys_id, action, start_time, end_time } of await records(origin)) {
    console.log(`  ${sys_id}  ${action.padEnd(8)}  ${start_time}  ${end_time || "open"}`);
  }
}

const instance = await serve({});
const edge = await serve({ RELAY_URL: instance.origin, RELAY_USER: USER, RELAY_PASSWORD: PASSWORD });
try {
  // Both have the same sample data, so only what comes from now on is relayed.
  const database = await edge.miniflare.getD1Database("DB");
  await database.prepare("UPDATE relay SET position = (SELECT max(sequence) FROM record_change)").run();
  console.log(`The edge: ${edge.origin}\nThe instance: ${instance.origin}\n`);
  console.log("A supervisor starts to coach: the telephony calls the edge.");
  const { action_sys_id } = await call(edge.origin, ENDPOINT, { body: { interaction: INTERACTION, action: "coach" } });
  const before = Date.now();
  while ((await records(instance.origin)).length < 2 && Date.now() - before < 10_000) await sleep(5);
  await show(`${Date.now() - before} ms later the instance has it, under an id of its own (the other is sample data):`, instance.origin);
  console.log("\nThe help ends:");
  await call(edge.origin, ENDPOINT, { body: { interaction: INTERACTION, action_sys_id, action: "barge_in" } });
  await call(edge.origin, ENDPOINT, { body: { interaction: INTERACTION, action_sys_id, end_time: new Date().toISOString() } });
  while ((await call(edge.origin, "/api/now/helprequest/relay", { authorization: ADMIN })).waiting > 0) await sleep(20);
  await show("the edge", edge.origin);
  await show("the instance", instance.origin);
  console.log("\nThe status (GET /api/now/helprequest/relay):");
  console.log(JSON.stringify(await call(edge.origin, "/api/now/helprequest/relay", { authorization: ADMIN }), null, 2));
} finally {
  await edge.stop();
  await instance.stop();
}
