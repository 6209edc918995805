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

/**
 * Sends the texts over one connection, each when the answer to the one before has begun to come. Resolves with the status codes of the answers
 * that came before the connection was closed, or nothing came for 3 seconds.
 */
export function inTurn(service, texts) {
  return new Promise((resolve) => {
    let received = "";
    const statuses = () => [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
    const socket = connect(service.url.port, "127.0.0.1", () => socket.write(texts[0]));
    socket.setTimeout(3_000, () => socket.destroy());
    socket.on("data", (data) => {
      const before = statuses().length;
      received += data;
      const answers = statuses().length;
      if (answers === texts.length) socket.destroy();
      else if (answers > before) socket.write(texts[answers]);
    });
    socket.on("error", () => {});
    socket.once("close", () => resolve(statuses()));
  });
}

/** The status code of an answer. */
export const statusOf = (answer) => Number(answer.match(/^HTTP\/1\.1 (\d{3})/)?.[1] ?? 0);
