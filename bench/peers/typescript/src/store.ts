// The way to D1: one call runs all statements of a command as one transaction.
import { internal, unavailable, type ApiError } from "./error";
import type { Command } from "./command";
import * as sql from "./sql";

export type Change = { user: string; now: string; transactionId: string; newSysId: string };

/** What the last statement yields where the rows are as wanted; else facts in JSON. */
export const DONE = "done";

const DEADLINE_MS = 2_400;
const PAUSES_MS = [50, 150, 450];
const TRANSIENT =
  /Network connection lost|storage caused object to be reset|reset because its code was updated|Cannot resolve D1 DB due to transient issue|client disconnected|replica disconnected/;
/** The facts with which the schema refuses a row. */
const REFUSAL = /\{"interaction":.*\}/;
const DEFECT = /SQLITE_ERROR|SQLITE_CONSTRAINT|SQLITE_MISMATCH|SQLITE_RANGE|D1_TYPE_ERROR/;

export function plan(db: D1Database, command: Command, change: Change): D1PreparedStatement[] {
  const { user, now, transactionId, newSysId } = change;
  switch (command.operation) {
    case "create": {
      const { interaction, help_request, action, start_time, end_time } = command;
      return [
        db.prepare(sql.CREATE).bind(newSysId, interaction, help_request, action, start_time, end_time, now, user, transactionId),
      ];
    }
    case "update": {
      const { interaction, action_sys_id, action, help_request, start_time, end_time } = command;
      const checked = [action_sys_id, interaction, action, help_request, start_time, end_time, transactionId, sql.LOOKED_AT_FIRST];
      return [
        db.prepare(sql.UPDATE).bind(...checked, now, user, transactionId),
        db.prepare(sql.UPDATE_OUTCOME).bind(...checked),
      ];
    }
    case "end_all": {
      const checked = [command.interaction, command.end_time, transactionId, sql.LOOKED_AT_FIRST];
      return [
        db.prepare(sql.END_ALL).bind(...checked, now, user, transactionId),
        db.prepare(sql.END_ALL_OUTCOME).bind(...checked),
      ];
    }
  }
}

export type Outcome = { outcome: string; bookmark: string | null };

/** What the last statement yielded. A batch that failed in passing is repeated until the deadline. */
export async function run(db: D1Database, statements: D1PreparedStatement[], deadline: number): Promise<Outcome> {
  const session = db.withSession("first-primary");
  for (let repetitions = 0; ; repetitions += 1) {
    try {
      const results = await within(deadline - Date.now(), session.batch<{ value: string }>(statements));
      const outcome = results.at(-1)?.results[0]?.value;
      if (outcome === undefined) throw new Error("the database yielded nothing");
      return { outcome, bookmark: session.getBookmark() };
    } catch (error) {
      const { message } = error as Error;
      const refusal = REFUSAL.exec(message);
      if (refusal) return { outcome: refusal[0], bookmark: null };
      const longest = PAUSES_MS[repetitions];
      if (!TRANSIENT.test(message) || longest === undefined) throw fault(message);
      const pause = (longest * (1 + Math.random())) / 2;
      if (Date.now() + pause >= deadline) throw fault(message);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

export const deadlineOf = (startedAt: number) => startedAt + DEADLINE_MS;

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: number | null = null;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer before the deadline")), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

const fault = (message: string): ApiError =>
  DEFECT.test(message) ? internal(`D1: ${message}`) : unavailable(`D1: ${message}`);
