// Contract, section 2: formats by Content-Type and Accept, charset, size; section 3: the order of checks.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CLOCK, putForward } from "./support/clock.mjs";
import { expectFailure, expectFaults, expectSuccess, methodNotAllowed, NOT_ACCEPTABLE, SUCCESS, TOO_LARGE, UNAUTHENTICATED, UNSUPPORTED } from "./support/expect.mjs";
import { CHOICES, message } from "./support/messages.mjs";
import { inTurn, raw, statusOf } from "./support/raw.mjs";
import { ENDPOINT, TOKEN, start } from "./support/service.mjs";

const service = await start();
const interaction = await service.interaction();
const { sys_id: ACTION } = await service.action(interaction);
const JSON_BODY = JSON.stringify({ interaction, action_sys_id: ACTION, action: "coach" });
const XML_BODY = `<request><entry><interaction>${interaction}</interaction><action_sys_id>${ACTION}</action_sys_id><action>coach</action></entry></request>`;
const JSON_TYPE = "application/json;charset=UTF-8";
const XML_TYPE = "application/xml;charset=UTF-8";

describe("Content-Type of the request", () => {
  for (const type of [
    undefined,
    "",
    "application/json",
    "APPLICATION/JSON",
    "application/json;charset=UTF-8",
    'application/json; charset="utf-8"',
    "application/json; charset=utf-8; profile=x",
    "application/json;",
    "application/vnd.api+json",
    "application/problem+json; charset=utf-8",
  ]) {
    test(`${type} is JSON`, async () => {
      expectSuccess(await service.post(JSON_BODY, { "content-type": type }), SUCCESS.updated, ACTION);
    });
  }
  for (const type of ["application/xml", "text/xml", "text/xml; charset=utf-8", "application/soap+xml", "Application/XML"]) {
    test(`${type} is XML`, async () => {
      expectSuccess(await service.post(XML_BODY, { "content-type": type }), SUCCESS.updated, ACTION);
    });
  }
  for (const type of [
    "text/plain",
    "text/json",
    "text/html",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/octet-stream",
    "application/jsonp",
    "application/+json",
    "json",
    "application/json; charset=iso-8859-1",
    "application/json; charset=utf-16",
    "application/xml; charset=us-ascii",
    "application/json, application/xml",
  ]) {
    test(`${type} is 415`, async () => {
      expectFailure(await service.post(JSON_BODY, { "content-type": type }), ...UNSUPPORTED);
    });
  }
  test("a coded body is 415, identity is none", async () => {
    expectFailure(await service.post(JSON_BODY, { "content-encoding": "gzip" }), ...UNSUPPORTED);
    expectSuccess(await service.post(JSON_BODY, { "content-encoding": "identity" }), SUCCESS.updated, ACTION);
  });
});

describe("Accept", () => {
  for (const [accept, type] of [
    [undefined, JSON_TYPE],
    ["", JSON_TYPE],
    ["*/*", JSON_TYPE],
    ["*", JSON_TYPE],
    ["application/*", JSON_TYPE],
    ["application/json", JSON_TYPE],
    ["application/json;charset=utf-8", JSON_TYPE],
    ["Application/XML", XML_TYPE],
    ["application/xml", XML_TYPE],
    ["text/xml", XML_TYPE],
    ["text/*", XML_TYPE],
    ["application/xml, application/json", JSON_TYPE],
    ["application/xml, */*", XML_TYPE],
    ["application/json;q=0.9, application/xml", XML_TYPE],
    ["application/json;q=0.9, application/xml;q=0.899", JSON_TYPE],
    ["application/xml;q=0.001, application/json;q=0", XML_TYPE],
    ["application/json;q=0, */*", XML_TYPE],
    ["text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", XML_TYPE],
    ["text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", JSON_TYPE],
    ["text/plain, application/json", JSON_TYPE],
    ["nonsense, application/xml", XML_TYPE],
    ["application/json;Q=0.1, application/xml; q=0.2", XML_TYPE],
  ]) {
    test(`${accept} is answered in ${type}`, async () => {
      const answer = await service.post(JSON_BODY, { accept });
      assert.deepEqual([answer.status, answer.headers["content-type"]], [200, type]);
    });
  }
  for (const accept of ["text/html", "text/plain", "image/*", "application/json;q=0", "*/*;q=0", "nonsense", "application/json;q=2", "application/pdf, application/xml;q=0.0"]) {
    test(`${accept} is 406, answered in JSON, and changes nothing`, async () => {
      const body = JSON.stringify({ interaction, action: "monitor" });
      const before = await service.everything();
      const answer = await service.post(body, { accept });
      expectFailure(answer, ...NOT_ACCEPTABLE);
      assert.equal(answer.headers["content-type"], JSON_TYPE);
      assert.deepEqual(await service.everything(), before);
    });
  }
});

describe("size", () => {
  const padded = (bytes) => JSON_BODY.padEnd(bytes, " ");
  test("64 KiB are read", async () => {
    expectSuccess(await service.post(padded(65536)), SUCCESS.updated, ACTION);
  });
  test("one byte more is 413", async () => {
    expectFailure(await service.post(padded(65537)), ...TOO_LARGE);
  });
  test("64 KiB without an announced length are read, one byte more is 413", async () => {
    const chunked = { "transfer-encoding": "chunked" };
    expectSuccess(await service.post(padded(65536), chunked), SUCCESS.updated, ACTION);
    expectFailure(await service.post(padded(65537), chunked), ...TOO_LARGE);
  });
  test("a huge announced length is refused before the body comes", async () => {
    for (const length of ["1000000000", "5000000000", "9".repeat(30)]) {
      assert.equal(statusOf(await raw(service, `${head(`Content-Length: ${length}`)}{`)), 413, length);
    }
  });
  test("an endless body is refused once it has too much", async () => {
    const piece = `10000\r\n${" ".repeat(65536)}\r\n`;
    assert.equal(statusOf(await raw(service, head("Transfer-Encoding: chunked"), piece)), 413);
  });
});

describe("bodies that are refused do not cost the connection, nor with it the answer", () => {
  const chunked = (text) => `${[...text.matchAll(/[^]{1,16384}/g)].map(([piece]) => chunk(piece)).join("")}0\r\n\r\n`;
  const next = `GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  for (const [bytes, status] of [[10, 401], [65536, 401], [65537, 401], [65537, 413], [2_000_000, 401], [2_000_000, 413]]) {
    const text = " ".repeat(bytes);
    const start = (length) => (status === 401 ? head(length).replace(/Authorization.*\r\n/, "") : head(length));
    test(`${bytes} bytes, ${status}`, async () => {
      assert.deepEqual(await inTurn(service, [`${start(`Content-Length: ${bytes}`)}${text}`, next]), [status, 200]);
    });
    test(`${bytes} bytes without an announced length, ${status}`, async () => {
      assert.deepEqual(await inTurn(service, [`${start("Transfer-Encoding: chunked")}${chunked(text)}`, next]), [status, 200]);
    });
  }
  test("one that does not come is not waited for", async () => {
    assert.equal(statusOf(await raw(service, `${head("Content-Length: 1000").replace("Bearer", "Bear")}{`)), 401);
    assert.equal(statusOf(await raw(service, `${head("Content-Length: 100000")}{`)), 413);
  });
});

describe("bodies that come slowly or not at all", () => {
  test("time that the upload takes is not the database's: a body of three seconds is served", async () => {
    const text = `${head(`Content-Length: ${JSON_BODY.length}`)}${JSON_BODY.slice(0, 10)}`;
    const answer = await raw(service, text, undefined, { after: 2600, text: JSON_BODY.slice(10) });
    assert.equal(statusOf(answer), 200);
  });
  for (const [what, length, body] of [
    ["less than announced", "Content-Length: 500", JSON_BODY],
    ["whole JSON, but not the last chunk", "Transfer-Encoding: chunked", chunk(JSON_BODY)],
    ["a part of a chunk", "Transfer-Encoding: chunked", `500\r\n${JSON_BODY}`],
  ]) {
    test(`a body that ends too early is 400, changes nothing and is no fault of ours: ${what}`, async () => {
      const [from, before] = [service.log.length, await service.everything()];
      const answer = await raw(service, `${head(length)}${body}`, undefined, { after: 100 });
      assert.equal(statusOf(answer), 400);
      while (service.log.length === from) await new Promise((resolve) => setTimeout(resolve, 20));
      const line = JSON.parse(service.log.at(-1));
      assert.deepEqual([line.level, line.status, line.error], ["info", 400, "invalid_request"]);
      assert.deepEqual(await service.everything(), before);
    });
  }
  for (const [what, length, body] of [
    ["announced", "Content-Length: 0", ""],
    ["chunked", "Transfer-Encoding: chunked", "0\r\n\r\n"],
    ["not announced", "X-Length: none", ""],
  ]) {
    test(`an empty body is 400: ${what}`, async () => {
      assert.equal(statusOf(await raw(service, `${head(length)}${body}`)), 400);
    });
  }
  test("chunks of one byte each, and a pause between them, are one body", async () => {
    const chunks = [...JSON_BODY].map(chunk);
    const answer = await raw(service, `${head("Transfer-Encoding: chunked")}${chunks.slice(0, 20).join("")}`, undefined, {
      after: 200,
      text: `${chunks.slice(20).join("")}0\r\n\r\n`,
    });
    assert.equal(statusOf(answer), 200);
  });
  test("an end of all ends at the moment when its body has come", async () => {
    const at = await start({ entry: CLOCK });
    const own = await at.interaction();
    const body = JSON.stringify({ interaction: own });
    const text = `${head(`Content-Length: ${body.length}`)}${body.slice(0, 5)}`;
    const slow = raw(at, text, undefined, { after: 600, text: body.slice(5) });
    // The call has to have begun.
    await new Promise((resolve) => setTimeout(resolve, 300));
    await putForward(at, 2_000);
    await at.action(own, { start_time: undefined });
    assert.equal(statusOf(await slow), 200);
  });
});

describe("the order of checks", () => {
  const nothingRight = { accept: "text/html", "content-type": "text/plain" };
  test("method before credentials", async () => {
    expectFailure(await service.request("GET", ENDPOINT, nothingRight), 405, ...methodNotAllowed("POST"));
  });
  test("credentials before Accept", async () => {
    expectFailure(await service.request("POST", ENDPOINT, nothingRight, "x".repeat(70000)), 401, ...UNAUTHENTICATED);
  });
  test("Accept before Content-Type", async () => {
    expectFailure(await service.post("x".repeat(70000), nothingRight), ...NOT_ACCEPTABLE);
  });
  test("Content-Type before size", async () => {
    expectFailure(await service.post("x".repeat(70000), { "content-type": "text/plain" }), ...UNSUPPORTED);
  });
  test("size before syntax", async () => {
    expectFailure(await service.post("x".repeat(70000)), ...TOO_LARGE);
  });
  test("values before existence", async () => {
    const answer = await service.post({ interaction: "0".repeat(32), action: "x" });
    expectFaults(answer, [
      "action",
      "invalid_choice",
      message("invalid_choice", { field: "action", value: "x", choices: CHOICES.action }),
    ]);
  });
});

function head(length) {
  return `POST ${ENDPOINT} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/json\r\n${length}\r\n\r\n`;
}

function chunk(text) {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}
