// What came of a command: the words of the answer, and why it could not be done.
import * as messages from "../../../../tests/messages.json";
import type { Command, Update } from "./command";
import type { Done } from "./envelope";
import { internal, invalid, notFound, type ApiError } from "./error";
import { endBeforeStart, type Fault } from "./fault";
import { filled } from "./messages";

type Facts = {
  interaction: 0 | 1;
  help_request_interaction?: string | null;
  action_interaction?: string | null;
  start_time?: string | null;
  end_time?: string | null;
  has_actions?: 0 | 1;
};

export function done(command: Command, newSysId: string): Done {
  switch (command.operation) {
    case "create":
      return { success: true, message: messages.created, action_sys_id: newSysId };
    case "update":
      return { success: true, message: messages.updated, action_sys_id: command.action_sys_id };
    case "end_all":
      return { success: true, message: filled(messages.ended_all, { interaction: command.interaction }) };
  }
}

/** Explains by the facts why nothing was changed. What is missing comes before what does not fit. */
export function whyNot(command: Command, outcome: string): ApiError {
  const facts = JSON.parse(outcome) as Facts;
  const { interaction } = command;
  if (!facts.interaction) {
    return notFound(filled(messages.no_interaction, { id: interaction }), messages.no_interaction_detail);
  }
  const found = command.operation === "end_all" ? endAllFault(command, facts) : actionFaults(command, facts);
  if (!Array.isArray(found)) return found;
  return found.length > 0 ? invalid(found) : internal("the database gave no reason");
}

function actionFaults(command: Exclude<Command, { operation: "end_all" }>, facts: Facts): ApiError | Fault[] {
  const { interaction, help_request } = command;
  if (command.operation === "update") {
    const missing = filled(messages.no_action, { id: command.action_sys_id });
    if (!facts.action_interaction) return notFound(missing, messages.no_action_detail);
    if (facts.action_interaction !== interaction) {
      return notFound(missing, filled(messages.action_elsewhere_detail, { interaction }));
    }
  }
  const faults: Fault[] = [];
  if (help_request) {
    if (!facts.help_request_interaction) {
      return notFound(filled(messages.no_help_request, { id: help_request }), messages.no_help_request_detail);
    }
    if (facts.help_request_interaction !== interaction) {
      const message = filled(messages.wrong_interaction, { help_request, interaction });
      faults.push({ field: "help_request", code: "wrong_interaction", message });
    }
  }
  if (command.operation === "update") faults.push(...periodFault(command, facts));
  return faults;
}

function periodFault(command: Update, facts: Facts): Fault[] {
  const start = command.start_time ?? facts.start_time;
  const end = command.end_time ?? facts.end_time;
  if (!start || !end || end >= start) return [];
  if (command.end_time) return [endBeforeStart(messages.end_before_stored_start, end, start)];
  const message = filled(messages.start_after_stored_end, { start, end });
  return [{ field: "start_time", code: "end_before_start", message }];
}

function endAllFault(command: Extract<Command, { operation: "end_all" }>, facts: Facts): ApiError | Fault[] {
  const { interaction, end_time: end, end_is_given } = command;
  if (!facts.has_actions) {
    return notFound(filled(messages.nothing_to_end, { id: interaction }), messages.nothing_to_end_detail);
  }
  const start = facts.start_time;
  if (!start || end >= start) return [];
  if (end_is_given) return [endBeforeStart(messages.end_before_some_start, end, start)];
  const message = filled(messages.default_end_before_some_start, { end, start });
  return [{ field: "end_time", code: "end_before_start", message }];
}
