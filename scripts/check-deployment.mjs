#!/usr/bin/env node
// Checks of a deployment what the local run cannot show. Run it after the first deployment, and after a change of the domain or the
// plan. `node scripts/check-deployment.mjs --help` says how.
import { parseArgs } from "node:util";
import { CHECKS } from "./check-deployment/checks.mjs";
import { Client } from "./check-deployment/client.mjs";
import { Report } from "./check-deployment/report.mjs";
import { watchRefusal } from "./check-deployment/withdrawn.mjs";
import { Database } from "./user/database.mjs";
import { Fault } from "./user/fault.mjs";

const USAGE = `Checks a deployed Help Request API.

Usage: node scripts/check-deployment.mjs <url> [--write] [--database [--load]]
       node scripts/check-deployment.mjs <url> --until-refused <calls>

  --write       Also makes records, which stay: one interaction and one ended help action, and, under the policy "open", another
                interaction with a help action.
  --database    Also asks the deployed database that wrangler.toml names, through wrangler.
  --load        Also fills it with 10,000 interactions for the check of long lists, and deletes them afterwards. Not for a database
                that is in use: it costs 110,000 rows written, and nothing else is answered meanwhile.
  --until-refused
                Instead of all checks: calls once a second until so many calls in a row are refused, to see how long a secret, a
                password or a role that you withdraw meanwhile is still accepted.

Credentials come from the environment: CHECK_TOKEN (a bearer token), or CHECK_USER and CHECK_PASSWORD. They need the role
interaction_integration_user; with admin the history is checked as well. They are never printed.

Exit code: 0 if no check failed, 1 otherwise. The environment variable WRANGLER names another wrangler executable.
`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      write: { type: "boolean" },
      database: { type: "boolean" },
      load: { type: "boolean" },
      "until-refused": { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help) process.stdout.write(USAGE);
  else await run(positionals, values);
} catch (error) {
  if (!(error instanceof Fault) && !error.code?.startsWith("ERR_PARSE_ARGS")) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function run(positionals, { "until-refused": untilRefused, ...options }) {
  if (positionals.length !== 1) throw new Fault("Give one URL: node scripts/check-deployment.mjs https://help.example.com");
  if (options.load && !options.database) throw new Fault("--load needs --database.");
  if (untilRefused !== undefined && !/^[1-9][0-9]{0,3}$/.test(untilRefused)) throw new Fault("Give --until-refused a number of calls.");
  const client = new Client(positionals[0], process.env);
  const report = new Report(client.secrets);
  if (untilRefused) return watchRefusal(client, report, Number(untilRefused));

  const context = { client, options, database: new Database({ remote: true }), isCloudflare: await client.isCloudflare() };
  report.say(`Checking ${client.origin}`);
  for (const [what, check] of CHECKS) report.add(what, await outcome(check, context));
  process.exitCode = report.end();
}

/** What a check finds. A check that throws has failed. */
async function outcome(check, context) {
  try {
    return await check(context);
  } catch (error) {
    return ["FAILED", error.message];
  }
}
