// The Help Request API as a TypeScript developer would write it: Hono, zod, jose and fast-xml-parser. It has the service's
// contract for bearer tokens signed with HS256, without HTTP Basic, idempotency keys, rate limits and policies. Two faults it
// does not see or words in its own way: JSON.parse passes over members given twice, and the parsers' own words about syntax.
import { Hono, type Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { authenticate } from "./auth";
import { decode } from "./body";
import { toCommand } from "./command";
import { CONTENT_TYPE, failure, render } from "./envelope";
import type { AppEnv } from "./env";
import {
  ApiError,
  internal,
  methodNotAllowed,
  notAcceptable,
  payloadTooLarge,
  unknownUri,
  unsupportedMediaType,
} from "./error";
import { newId } from "./ids";
import { answerFormat, requestFormat } from "./negotiation";
import { done, whyNot } from "./outcome";
import { DONE, deadlineOf, plan, run } from "./store";
import { format } from "./time";

const MAX_BODY_BYTES = 64 * 1024;
const PATHS = [
  "/api/now/helprequest/action/create_or_update",
  "/api/now/v1/helprequest/action/create_or_update",
  "/api/now/v2/helprequest/action/create_or_update",
];

const app = new Hono<AppEnv>();

app.use(async (c, next) => {
  const startedAt = Date.now();
  const transactionId = newId(startedAt);
  c.set("startedAt", startedAt);
  c.set("transactionId", transactionId);
  c.header("Cache-Control", "no-store");
  c.header("X-Content-Type-Options", "nosniff");
  c.header("Strict-Transport-Security", "max-age=31536000");
  c.header("X-Transaction-ID", transactionId);
  await next();
  const { status } = c.res;
  const d1 = c.get("d1");
  const line = {
    level: status >= 500 ? "error" : "info",
    transaction_id: transactionId,
    method: c.req.method,
    path: c.req.path,
    status,
    error: c.get("error")?.code,
    reason: c.get("error")?.reason,
    caller: c.get("caller"),
    duration_ms: Date.now() - startedAt,
    d1_statements: d1?.statements ?? 0,
    d1_ms: d1?.ms ?? 0,
  };
  console.log(JSON.stringify(line));
});

const negotiate = createMiddleware<AppEnv>(async (c, next) => {
  const answer = answerFormat(c.req.header("Accept"));
  if (!answer) throw notAcceptable();
  c.set("answerFormat", answer);
  const request = c.req.header("Content-Encoding") ? undefined : requestFormat(c.req.header("Content-Type"));
  if (!request) throw unsupportedMediaType();
  c.set("requestFormat", request);
  await next();
});

const limitBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: () => {
    throw payloadTooLarge(MAX_BODY_BYTES);
  },
});

async function createOrUpdate(c: Context<AppEnv>): Promise<Response> {
  const body = decode(await c.req.arrayBuffer(), c.get("requestFormat"));
  const startedAt = c.get("startedAt");
  const now = format(startedAt);
  const command = toCommand(body, now);
  const newSysId = newId(startedAt);
  const change = { user: c.get("user"), now, transactionId: c.get("transactionId"), newSysId };
  const statements = plan(c.env.DB, command, change);
  const askedAt = Date.now();
  const { outcome, bookmark } = await run(c.env.DB, statements, deadlineOf(startedAt));
  c.set("d1", { statements: statements.length, ms: Date.now() - askedAt });
  if (bookmark) c.header("X-D1-Bookmark", bookmark);
  if (outcome !== DONE) throw whyNot(command, outcome);
  const answer = c.get("answerFormat");
  return c.body(render({ result: done(command, newSysId) }, answer), 200, { "Content-Type": CONTENT_TYPE[answer] });
}

app.on(["GET", "HEAD"], "/healthz", (c) => c.json({ status: "ok" }));

for (const path of PATHS) {
  app.post(path, authenticate, negotiate, limitBody, createOrUpdate);
  app.all(path, () => {
    throw methodNotAllowed("POST");
  });
}

app.notFound(() => {
  throw unknownUri();
});

app.onError((thrown, c) => {
  const error = thrown instanceof ApiError ? thrown : internal(thrown.message);
  c.set("error", { code: error.code, reason: error.reason });
  const answer = answerFormat(c.req.header("Accept")) ?? "json";
  for (const [name, value] of error.headers) c.header(name, value, { append: true });
  const body = render(failure(error), answer);
  return c.body(body, error.status as ContentfulStatusCode, { "Content-Type": CONTENT_TYPE[answer] });
});

export default app;
