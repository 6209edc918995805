// A server of JSON Web Key Sets that can rotate, break and count.
import http from "node:http";
import { after } from "node:test";

/** `server.answer` is what it sends: an object (JSON), a text, or a function of the response. */
export async function keyServer(answer) {
  const server = { answer, requests: 0 };
  const listener = http.createServer((request, response) => {
    server.requests += 1;
    if (typeof server.answer === "function") return server.answer(response);
    response.setHeader("content-type", "application/json");
    return response.end(typeof server.answer === "string" ? server.answer : JSON.stringify(server.answer));
  });
  await new Promise((resolve) => listener.listen(0, "127.0.0.1", resolve));
  after(() => {
    listener.closeAllConnections();
    listener.close();
  });
  server.url = `http://127.0.0.1:${listener.address().port}/jwks.json`;
  return server;
}
