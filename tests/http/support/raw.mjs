// Requests that no HTTP client would send, over a bare socket.
import { connect } from "node:net";

/**
 * Sends the text, then `rest.text` after `rest.after` milliseconds, or `piece` again and again until the answer comes. Resolves with the answer's first bytes; with an
 * empty text if the connection is closed without one, or nothing comes for 10 seconds.
 */
export function raw(service, text, piece, rest) {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(service.url.port, "127.0.0.1", () => {
      socket.write(text);
      if (piece) more();
      // Without a text the sender goes away.
      if (rest) setTimeout(() => (rest.text ? socket.write(rest.text) : socket.end()), rest.after);
    });
    const more = () => {
      if (!answer && !socket.destroyed) socket.write(piece, () => setTimeout(more, 5));
    };
    socket.setTimeout(10_000, () => socket.destroy());
    socket.once("data", (data) => {
      answer = data.toString();
      socket.destroy();
    });
    socket.on("error", () => {});
    socket.once("close", () => resolve(answer));
  });
}

/** The status code of an answer. */
export const statusOf = (answer) => Number(answer.match(/^HTTP\/1\.1 (\d{3})/)?.[1] ?? 0);
