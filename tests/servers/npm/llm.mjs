// Chat completions as @dwmkerr/mock-llm writes them, on a port of 127.0.0.1 that the system chooses: prints "PORT <n>" when it listens,
// ends when its input ends. It repeats what the user said; "error-401" and "error-429" are refused.
import config from "@dwmkerr/mock-llm/dist/config.js";
import server from "@dwmkerr/mock-llm/dist/server.js";

const refusal = (word, status, code, message) => ({
  path: "/v1/chat/completions",
  match: `contains(body.messages[-1].content, '${word}')`,
  response: { status, content: JSON.stringify({ error: { message, type: "invalid_request_error", param: null, code } }) },
});
const rules = config.getDefaultConfig();
rules.rules.push(
  refusal("error-401", 401, "invalid_api_key", "Incorrect API key provided."),
  refusal("error-429", 429, "insufficient_quota", "You exceeded your current quota."),
);
// What it says of itself would come before the port.
const say = console.log;
console.log = console.error;
const listening = server.createServer(rules, "127.0.0.1", 0).listen(0, "127.0.0.1", () => say(`PORT ${listening.address().port}`));

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
