// What came of a command: the words of the answer, and why it could not be done.
import type { Command, Update } from "./command";
import type { Done } from "./envelope";
import { internal, invalid, notFound, type ApiError } from "./error";
import { endBeforeStart, type Fault } from "./fault";

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
      return { success: true, message: "Supervisor help action created successfully", action_sys_id: newSysId };
    case "update":
      return {
        success: true,
        message: "Supervisor help action updated successfully",
        action_sys_id: command.action_sys_id,
      };
    case "end_all":
      return {
        success: true,
        message: `end_time updated for all supervisor help actions associated with the interaction id: ${command.interaction}`,
      };
  }
}

/** Explains by the facts why nothing was changed. What is missing comes before what does not fit. */
export function whyNot(command: Command, outcome: string): ApiError {
  const facts = JSON.parse(outcome) as Facts;
  const { interaction } = command;
  if (!facts.interaction) {
    return notFound(`Interaction not found: ${interaction}`, "correct interaction, or register the interaction first");
  }
  const found = command.operation === "end_all" ? endAllFault(command, facts) : actionFaults(command, facts);
  if (!Array.isArray(found)) return found;
  return found.length > 0 ? invalid(found) : internal("the database gave no reason");
}

function actionFaults(command: Exclude<Command, { operation: "end_all" }>, facts: Facts): ApiError | Fault[] {
  const { interaction, help_request } = command;
  if (command.operation === "update") {
    const missing = `Supervisor help action not found: ${command.action_sys_id}`;
    if (!facts.action_interaction) {
      return notFound(missing, "correct action_sys_id, or give action without action_sys_id to create a help action");
    }
    if (facts.action_interaction !== interaction) {
      const advice = `the help action belongs to another interaction than ${interaction}: correct interaction or action_sys_id`;
      return notFound(missing, advice);
    }
  }
  const faults: Fault[] = [];
  if (help_request) {
    if (!facts.help_request_interaction) {
      const advice = "correct help_request, or register the help request first";
      return notFound(`Interaction help request not found: ${help_request}`, advice);
    }
    if (facts.help_request_interaction !== interaction) {
      const message = `help_request ${help_request} belongs to another interaction than ${interaction}; correct the one or the other`;
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
  if (command.end_time) return [endBeforeStart(end, "the stored start_time", start)];
  const message = `start_time ${start} lies after the stored end_time ${end}; correct start_time or give end_time`;
  return [{ field: "start_time", code: "end_before_start", message }];
}

function endAllFault(command: Extract<Command, { operation: "end_all" }>, facts: Facts): ApiError | Fault[] {
  const { interaction, end_time: end, end_is_given } = command;
  if (!facts.has_actions) {
    const advice = "correct interaction, or give action to create a help action";
    return notFound(`No supervisor help action found for interaction: ${interaction}`, advice);
  }
  const start = facts.start_time;
  if (!start || end >= start) return [];
  if (end_is_given) return [endBeforeStart(end, "the start of a help action of the interaction,", start)];
  const message =
    `end_time, by default the present ${end}, lies before the start of a help action of the interaction, ${start}; ` +
    "give an end_time that does not (times in UTC)";
  return [{ field: "end_time", code: "end_before_start", message }];
}
