// The words of the service's messages. They stand in tests/messages.json alone, so that a word is changed in one place.
import { readFileSync } from "node:fs";

const TEMPLATES = JSON.parse(readFileSync(new URL("../../messages.json", import.meta.url), "utf8"));
const PLACEHOLDER = /\{(\w+)\}/;

/** A message with its placeholders filled. Throws if there is no such message, or if a value is missing or not used. */
export function message(name, values = {}) {
  const parts = partsOf(name);
  const unused = Object.keys(values).filter((key) => !parts.some((part, at) => at % 2 === 1 && part === key));
  if (unused.length > 0) throw new Error(`${name} has no place for ${unused.join(", ")}`);
  const filled = parts.map((part, at) => {
    if (at % 2 === 0) return part;
    if (values[part] === undefined) throw new Error(`${name} needs a value for {${part}}`);
    return values[part];
  });
  return filled.join("");
}

export const placeholdersOf = (name) => partsOf(name).filter((_, at) => at % 2 === 1);

/** The values of the placeholders in a text, where a test cannot know them. Throws if the text is another message. */
export function valuesIn(name, text) {
  const parts = partsOf(name);
  const pattern = parts.map((part, at) => {
    if (at % 2 === 0) return part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    return parts.indexOf(part) === at ? `(?<${part}>.*)` : `\\k<${part}>`;
  });
  const match = new RegExp(`^${pattern.join("")}$`, "s").exec(text);
  if (!match) throw new Error(`not the message ${name}: ${text}`);
  return { ...match.groups };
}

/** A template's fixed texts, with the name of a placeholder after each but the last. */
function partsOf(name) {
  if (!Object.hasOwn(TEMPLATES, name)) throw new Error(`tests/messages.json has no message ${name}`);
  return TEMPLATES[name].split(PLACEHOLDER);
}

/** What stands for {fields} in a message of the endpoint. */
export const FIELDS = "interaction, action, action_sys_id, help_request, start_time, end_time";

/** What may stand for {choices}: the actions, and the states of each table. */
export const CHOICES = {
  action: "barge_in, coach, monitor, observe",
  interaction: "new, work_in_progress, on_hold, wrap_up, closed_complete, closed_abandoned",
  interaction_help_request: "new, in_progress, closed, cancelled",
};
