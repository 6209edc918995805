// Runs of the hourly jobs, and records that are some days old.
import assert from "node:assert/strict";

export const DAY_MS = 86_400_000;

/** The time of so many hours ago, as it is stored. `from` is the clock, in milliseconds. */
export const hoursAgo = (hours, from = Date.now()) => new Date(from - hours * 3_600_000).toISOString().slice(0, 19).replace("T", " ");

/**
 * Runs the hourly jobs. Resolves with the outcome as the platform sees it, and the log line of each job by its name, without
 * that name. `expected` are the jobs that have a line, besides that of idempotency records.
 */
export async function runJobs(service, expected) {
  const lines = () => service.log.filter((line) => line.includes('"job":'));
  const before = lines().length;
  const worker = await service.miniflare.getWorker();
  const { outcome } = await worker.scheduled({ cron: "17 * * * *" });
  const names = ["forget_idempotency_records", ...expected];
  for (let tries = 0; tries < 100 && lines().length < before + names.length; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  const added = lines().slice(before).map((line) => JSON.parse(line));
  assert.deepEqual(added.map(({ job }) => job), names);
  return { outcome, ...Object.fromEntries(added.map(({ job, ...line }) => [job, line])) };
}

/** The log as it is in the database, in its order. */
export const changesOf = (service) => service.rows("SELECT * FROM record_change ORDER BY sequence");

/** Makes records and changes older than they are. */
export async function age(service, days) {
  const back = `-${days} days`;
  const times = {
    interaction: ["sys_created_on", "sys_updated_on", "opened_at", "closed_at"],
    interaction_help_request: ["sys_created_on", "sys_updated_on"],
    supervisor_help_action: ["sys_created_on", "sys_updated_on", "start_time", "end_time"],
  };
  await service.rows("UPDATE record_change SET recorded_at = recorded_at - ?1", days * DAY_MS);
  const { last } = (await service.rows("SELECT coalesce(max(sequence), 0) AS last FROM record_change"))[0];
  for (const [table, columns] of Object.entries(times)) {
    await service.rows(`UPDATE ${table} SET ${columns.map((name) => `${name} = datetime(${name}, ?1)`).join(", ")}`, back);
  }
  await service.rows("DELETE FROM record_change WHERE sequence > ?1", last);
}
