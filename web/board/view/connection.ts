// Says whether the board is live, or offline and since when.
import { clockText } from "../core/time.ts";
import type { Connection } from "../live.ts";
import { element, write } from "./page.ts";

export function showConnection(connection: Connection): void {
  const line = element("connection");
  line.hidden = false;
  line.dataset.kind = connection.kind;
  write(line, textOf(connection));
}

function textOf(connection: Connection): string {
  if (connection.kind === "connecting") return "Connecting";
  if (connection.kind === "live") return "Live";
  const since = `since ${clockText(connection.since, true)}`;
  if (connection.status === 429) return `Paused ${since}: too many calls`;
  return connection.status === 0 ? `Offline ${since}` : `Offline ${since}: the service answers ${connection.status}`;
}
