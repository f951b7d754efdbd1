// An OAuth 2 server on a port of 127.0.0.1 that the system chooses: prints "PORT <n>" when it listens, ends when its input ends.
// Every refresh gives a new refresh token; POST /_test/refuse makes the next token request an invalid_grant.
import { createServer as listen } from "node:http";
import { OAuth2Server } from "oauth2-mock-server";

const oauth = new OAuth2Server();
await oauth.issuer.keys.generate("RS256");
let refuse = false;
oauth.service.on("beforeResponse", (answer, request) => {
  if (refuse) {
    refuse = false;
    answer.statusCode = 400;
    answer.body = { error: "invalid_grant", error_description: "Token has been expired or revoked." };
  }
});

const server = listen((request, response) => {
  if (request.url === "/_test/refuse") {
    refuse = true;
    response.end();
    return;
  }
  oauth.service.requestHandler(request, response);
});
server.listen(0, "127.0.0.1", () => {
  oauth.issuer.url = `http://127.0.0.1:${server.address().port}`;
  console.log(`PORT ${server.address().port}`);
});

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
