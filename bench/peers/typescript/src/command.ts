// What the caller asks for: the fields and their rules, and the operation they name.
import * as z from "zod";
import * as messages from "../../../../tests/messages.json";
import { kindOf, type Body } from "./body";
import { invalid } from "./error";
import { endBeforeStart, listed, quoted, type Fault } from "./fault";
import { filled } from "./messages";
import { parseTime } from "./time";

const ACTIONS = ["barge_in", "coach", "monitor", "observe"] as const;

const text = (name: string) =>
  z
    .string({ error: ({ input }) => filled(messages.not_a_string, { field: name, kind: kindOf(input) }) })
    .trim()
    .min(1, { error: filled(messages.empty, { field: name }), abort: true });

const sysId = (name: string) =>
  text(name)
    .regex(/^[0-9a-f]{32}$/i, {
      error: ({ input }) => filled(messages.invalid_sys_id, { field: name, value: quoted(input as string) }),
    })
    .toLowerCase();

const time = (name: string) =>
  text(name).transform((given, context) => {
    const parsed = parseTime(given);
    if (typeof parsed === "string") return parsed;
    const message = filled(parsed.message, { field: name, value: quoted(given) });
    context.issues.push({ code: "custom", message, input: given });
    return z.NEVER;
  });

const Fields = z.strictObject({
  interaction: sysId("interaction").nullish(),
  action: text("action")
    .pipe(
      z.enum(ACTIONS, {
        error: ({ input }) =>
          filled(messages.invalid_choice, { field: "action", value: quoted(input as string), choices: ACTIONS.join(", ") }),
      }),
    )
    .nullish(),
  action_sys_id: sysId("action_sys_id").nullish(),
  help_request: sysId("help_request").nullish(),
  start_time: time("start_time").nullish(),
  end_time: time("end_time").nullish(),
});

const NAMES = Object.keys(Fields.shape) as (keyof typeof Fields.shape)[];

const CODES: Record<string, string> = {
  invalid_type: "not_a_string",
  too_small: "empty",
  invalid_format: "invalid_sys_id",
  invalid_value: "invalid_choice",
  custom: "invalid_time",
};

type Given = z.infer<typeof Fields>;

export type Create = {
  operation: "create";
  interaction: string;
  action: string;
  help_request: string | null;
  start_time: string;
  end_time: string | null;
};
export type Update = {
  operation: "update";
  interaction: string;
  action_sys_id: string;
  action: string | null;
  help_request: string | null;
  start_time: string | null;
  end_time: string | null;
};
export type EndAll = { operation: "end_all"; interaction: string; end_time: string; end_is_given: boolean };
export type Command = Create | Update | EndAll;

/** The command; all faults of the request are thrown together. `now` is the default for times. */
export function toCommand({ fields, duplicates }: Body, now: string): Command {
  const parsed = Fields.safeParse(fields);
  const unknown = parsed.success ? [] : unknownFields(parsed.error.issues);
  const ofValues = parsed.success ? [] : valueFaults(parsed.error.issues);
  if (fields.interaction == null) {
    const message = filled(messages.required, { field: "interaction" });
    ofValues.unshift({ field: "interaction", code: "required", message });
  }
  const values = parsed.success ? parsed.data : onlyTimes(fields);
  ofValues.push(...operationFaults(fields, values, now));
  const faults = listed([...unknown, ...duplicates], ofValues);
  if (faults.length > 0) throw invalid(faults);
  return commandOf(values, now);
}

function unknownFields(issues: z.core.$ZodIssue[]): Fault[] {
  const names = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : []));
  return names.map((name) => {
    const message = filled(messages.unknown_field, { field: quoted(name), fields: NAMES.join(", ") });
    return { field: quoted(name), code: "unknown_field", message };
  });
}

function valueFaults(issues: z.core.$ZodIssue[]): Fault[] {
  return issues
    .filter((issue) => issue.code !== "unrecognized_keys")
    .map((issue) => ({ field: String(issue.path[0]), code: CODES[issue.code] ?? issue.code, message: issue.message }));
}

/** Of faulty fields the times alone matter: their order is judged together with all other faults. */
function onlyTimes(fields: Record<string, unknown>): Given {
  const valid = (schema: z.ZodType<string | null | undefined>, value: unknown) => schema.safeParse(value).data;
  return {
    start_time: valid(Fields.shape.start_time, fields.start_time),
    end_time: valid(Fields.shape.end_time, fields.end_time),
  };
}

function operationFaults(fields: Record<string, unknown>, values: Given, now: string): Fault[] {
  const isGiven = (name: (typeof NAMES)[number]) => fields[name] != null;
  const { start_time: start, end_time: end } = values;
  const faults: Fault[] = [];
  if (isGiven("action_sys_id")) {
    if (!["action", "help_request", "start_time", "end_time"].some((name) => fields[name] != null)) {
      faults.push({ field: "end_time", code: "required", message: messages.nothing_to_change });
    }
    if (start && end && end < start) faults.push(endBeforeStart(messages.end_before_start, end, start));
  } else if (isGiven("action")) {
    if (start && end && end < start) faults.push(endBeforeStart(messages.end_before_start, end, start));
    if (!isGiven("start_time") && end && end < now) {
      faults.push(endBeforeStart(messages.end_before_default_start, end, now));
    }
  } else {
    for (const name of ["help_request", "start_time"] as const) {
      if (!isGiven(name)) continue;
      const message = filled(messages.not_applicable, { field: name });
      faults.push({ field: name, code: "not_applicable", message });
    }
  }
  return faults;
}

function commandOf(values: Given, now: string): Command {
  const { action_sys_id, action = null, help_request = null, start_time = null, end_time = null } = values;
  const interaction = values.interaction!;
  if (action_sys_id) {
    return { operation: "update", interaction, action_sys_id, action, help_request, start_time, end_time };
  }
  if (action)
    return { operation: "create", interaction, action, help_request, start_time: start_time ?? now, end_time };
  return { operation: "end_all", interaction, end_time: end_time ?? now, end_is_given: end_time !== null };
}
