// The Google emulator on a port of 127.0.0.1 that the system chooses: prints "PORT <n>" when it listens, ends when its input ends.
// Beside Google's own: POST /_test/users {email} makes a user and answers {token}; POST /_test/expire {token} ends an access token.
import { createServer as listen } from "node:http";
import { randomUUID } from "node:crypto";
import { createServer } from "@emulators/core";
import { googlePlugin, seedFromConfig } from "@emulators/google";

let app;
const server = listen(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (name !== "connection" && name !== "transfer-encoding") headers.set(name, String(value));
  }
  const url = `http://127.0.0.1:${server.address().port}${request.url}`;
  const answer = await app(new Request(url, { method: request.method, headers, body }));
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
});

server.listen(0, "127.0.0.1", () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  const google = createServer(googlePlugin, { port: server.address().port, baseUrl: base });
  let users = 0;
  google.app.post("/_test/users", async (c) => {
    const { email } = await c.req.json();
    seedFromConfig(google.store, base, { users: [{ email }] });
    const token = `test_${randomUUID()}`;
    google.tokenMap.set(token, { login: email, id: ++users, scopes: [] });
    return c.json({ token });
  });
  google.app.post("/_test/expire", async (c) => {
    const { token } = await c.req.json();
    return c.json({ ended: google.tokenMap.delete(token) });
  });
  app = (request) => google.app.fetch(request);
  console.log(`PORT ${server.address().port}`);
});

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
