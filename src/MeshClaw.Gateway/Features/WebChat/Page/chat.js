// The page of the web chat. What others wrote reaches the page through textContent alone; the browser enforces it (trusted types).
const Root = "/v1/web-chat";
const MaxFiles = 8;
const MaxBytes = 180 * 1024; // A request takes 256 KiB, and base64 makes four bytes of three.
const Writing = " …"; // What a text ends with that is not all yet.
const Silence = 40000; // The gateway says something every 15 s.
const $ = (id) => document.getElementById(id);
const rows = new Map(); // By the id of the message.
const unsent = []; // What was said and not taken yet, in order.
const live = new Map(); // What is still to be read aloud, by the id of the message.
let token = sessionStorage.getItem("token");
let last = ""; // The id of the last event.
let files = [];
let posting = false;
let typingTimer = 0;

function el(name, className, text) {
  const node = document.createElement(name);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function button(className, label, act) {
  const node = el("button", className, label);
  node.type = "button";
  node.addEventListener("click", act);
  return node;
}

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const newKey = () => crypto.randomUUID();

// Null where the gateway does not answer.
async function call(method, path, body, more) {
  const headers = { ...more?.headers };
  if (token) headers.Authorization = "Bearer " + token;
  if (body) headers["Content-Type"] = "application/json";
  const rest = { body: body && JSON.stringify(body), cache: "no-store", credentials: "omit" };
  const answer = await fetch(Root + path, { method, ...rest, ...more, headers }).catch(() => null);
  if (answer?.status === 401 && path !== "/sessions") close();
  return answer;
}

async function troubleOf(answer) {
  if (!answer) return "The gateway does not answer.";
  if (answer.ok) return "";
  const problem = await answer.json().catch(() => ({}));
  return [problem.title ?? "The gateway answered " + answer.status + ".", problem.detail].filter(Boolean).join(" ");
}

function show(state, text) {
  $("state").dataset.state = state;
  $("state-text").textContent = text;
}

function enable(on) {
  for (const id of ["stop", "text", "send", "pick"]) $(id).disabled = !on;
  $("leave").hidden = !on;
}

function close(why) {
  token = null;
  sessionStorage.removeItem("token");
  enable(false);
  show("away", "Not signed in");
  $("empty").hidden = true;
  $("door").hidden = false;
  if (why) $("why").textContent = why;
}

// The code stands in the fragment, which goes to no server; it is taken out of the address and the history at once.
async function enter() {
  const code = location.hash.slice(1);
  if (!code) return;
  history.replaceState(null, "", location.pathname);
  const answer = await call("POST", "/sessions", { code });
  if (answer?.ok) sessionStorage.setItem("token", (token = (await answer.json()).token));
  else if (!token) close(await troubleOf(answer));
}

// Fetched, since an EventSource can show no token.
async function watch() {
  while (token) {
    const ending = new AbortController();
    let silence = setTimeout(() => ending.abort(), Silence);
    try {
      const answer = await call("GET", "/events", undefined, { headers: { "Last-Event-ID": last }, signal: ending.signal });
      if (!token) return;
      if (!answer?.ok) throw new Error("No events.");
      show("well", "Connected");
      void post();
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        clearTimeout(silence);
        silence = setTimeout(() => ending.abort(), Silence);
        text += value;
        const blocks = text.split("\n\n");
        text = blocks.pop();
        blocks.forEach(take);
      }
    } catch {
      // It begins again below.
    } finally {
      clearTimeout(silence);
    }
    if (!token) return;
    show("away", "No connection – trying again");
    await sleep(2000);
  }
}

function take(block) {
  const fields = {};
  for (const line of block.split("\n")) {
    const at = line.indexOf(": ");
    if (at > 0) fields[line.slice(0, at)] = line.slice(at + 2);
  }
  if (fields.event === "reset") reset();
  if (fields.event === "typing") typing(true);
  if (fields.event === "message") {
    last = fields.id;
    put(JSON.parse(fields.data));
  }
}

function reset() {
  for (const [id, row] of rows) {
    if (row.state) continue; // It was not taken yet.
    row.node.remove();
    rows.delete(id);
  }
  last = "";
  $("empty").hidden = rows.size > 0;
}

const isAtEnd = () => $("scroll").scrollHeight - $("scroll").scrollTop - $("scroll").clientHeight < 80;

function toEnd() {
  $("scroll").scrollTop = $("scroll").scrollHeight;
  $("down").hidden = true;
}

function put(message) {
  const follows = isAtEnd();
  const known = rows.get(message.id);
  const row = known ?? { node: el("li"), folded: true };
  if (row.message?.text.endsWith(Writing)) row.folded = false; // It was being read while it was written.
  row.message = message;
  rows.set(message.id, row);
  if (message.from === "owner") drop(message.id);
  draw(row);
  order(row);
  $("empty").hidden = true;
  if (message.from === "agent") {
    typing(false);
    announce(message);
  }
  if (follows || message.from === "owner") toEnd();
  else if (!known) $("down").hidden = false;
}

// What waits to be sent stands at the end.
function order(row) {
  row.node.number = row.message.number;
  const after = [...$("log").children].find((n) => n !== row.node && n.number > row.node.number);
  if (row.node.nextSibling !== (after ?? null) || !row.node.parentNode) $("log").insertBefore(row.node, after ?? null);
}

function draw(row) {
  const { message, node } = row;
  const focus = node.contains(document.activeElement) ? document.activeElement.dataset.value : undefined;
  const kind = message.from === "owner" ? " owner" : message.buttons.length > 0 ? " agent card" : " agent";
  node.className = "message" + kind + (row.state ? " " + row.state : "");
  const bubble = el("div", "bubble");
  if (message.text) bubble.append(...textOf(row));
  if (message.files.length > 0) bubble.append(chips(message));
  if (message.buttons.length > 0) bubble.append(buttons(row));
  node.replaceChildren(bubble, meta(row));
  if (focus) node.querySelector(`[data-value="${CSS.escape(focus)}"]`)?.focus();
}

// A card is never folded: what is said yes to is seen whole.
function textOf(row) {
  const { message } = row;
  const text = el("div", "text", message.text);
  const isLong = message.text.length > 1500 || message.text.split("\n").length > 24;
  if (!isLong || message.buttons.length > 0 || message.text.endsWith(Writing)) return [text];
  text.classList.toggle("folded", row.folded);
  const fold = button("fold", row.folded ? "Show all" : "Show less", () => {
    row.folded = !row.folded;
    draw(row);
    row.node.querySelector(".fold").focus();
  });
  fold.setAttribute("aria-expanded", String(!row.folded));
  return [text, fold];
}

function meta(row) {
  if (row.state === "waiting") return el("p", "meta", "sending…");
  if (row.state === "failed") return el("p", "meta again", "Not sent. " + row.why);
  return el("p", "meta", new Date(row.message.sent).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
}

function sizeOf(bytes) {
  return bytes < 1024 ? bytes + " B" : bytes < 1048576 ? Math.round(bytes / 1024) + " KB" : (bytes / 1048576).toFixed(1) + " MB";
}

function chips(message) {
  const list = el("div", "chips");
  for (const file of message.files) {
    const chip = chipOf(file, sizeOf(file.bytes), "Save ", () => save(file));
    chip.disabled = !file.id;
    list.append(chip);
  }
  return list;
}

function chipOf(file, size, does, act) {
  const chip = button("chip", "", act);
  chip.append(el("span", "name", file.name), el("span", "size", size));
  chip.title = does + file.name;
  return chip;
}

async function save(file) {
  const answer = await call("GET", "/files/" + encodeURIComponent(file.id));
  complain(await troubleOf(answer));
  if (!answer?.ok) return;
  const link = el("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function buttons(row) {
  const line = el("div", "buttons");
  row.message.buttons.forEach((offered, i) => {
    const node = button(offered.danger ? "danger" : i === 0 ? "main" : "other", offered.label, () => press(row, offered));
    node.dataset.value = offered.value;
    node.disabled = Boolean(row.pressed);
    line.append(node);
  });
  return line;
}

async function press(row, offered) {
  row.pressed = true;
  draw(row);
  const answer = await call("POST", "/presses", { key: newKey(), message: row.message.id, value: offered.value });
  row.pressed = false;
  draw(row);
  complain(await troubleOf(answer));
}

function typing(on) {
  clearTimeout(typingTimer);
  if (on) typingTimer = setTimeout(() => typing(false), 20000);
  $("typing").hidden = !on;
}

// Read aloud once, when it does not change any more.
function announce(message) {
  clearTimeout(live.get(message.id));
  live.set(message.id, setTimeout(() => {
    live.delete(message.id);
    const offered = message.buttons.map((b) => b.label).join(", ");
    $("live").replaceChildren(el("p", "", message.text.slice(0, 600) + (offered ? ". Buttons: " + offered : "")));
  }, 1200));
}

function complain(text) {
  $("trouble").textContent = text;
  $("trouble").hidden = !text;
}

function drop(key) {
  const at = unsent.findIndex((u) => u.key === key);
  if (at >= 0) unsent.splice(at, 1);
  const row = rows.get(key);
  if (row) row.state = undefined;
}

function say(text, attached) {
  const key = newKey();
  const shown = attached.map(({ name, bytes }) => ({ name, bytes }));
  put({ id: key, number: Infinity, from: "owner", text, buttons: [], files: shown, sent: new Date().toISOString() });
  const row = rows.get(key);
  row.state = "waiting";
  draw(row);
  unsent.push({ key, text, files: attached.map(({ name, type, content }) => ({ name, type, content })) });
  void post();
}

// One after the other, each until it is taken: under the same key it is the same message, however often it is posted.
async function post() {
  if (posting) return;
  posting = true;
  while (token && unsent.length > 0) {
    const next = unsent[0];
    const answer = await call("POST", "/messages", next);
    if (answer?.ok) drop(next.key);
    else if (!answer || answer.status >= 500 || answer.status === 401) await sleep(1500);
    else fail(next.key, await troubleOf(answer));
  }
  posting = false;
}

function fail(key, why) {
  drop(key);
  const row = rows.get(key);
  if (!row) return;
  row.state = "failed";
  row.why = why;
  draw(row);
}

// Does not wait behind what waits, and is not answered by anything here: what was done is said in the chat.
async function stop() {
  $("stop").disabled = true;
  unsent.filter((u) => u !== unsent[0] || !posting).forEach((u) => fail(u.key, "It was stopped before."));
  const key = newKey();
  for (let tries = 0; token && tries < 20; tries++) {
    const answer = await call("POST", "/messages", { key, text: "stop", files: [] });
    complain(answer?.ok ? "" : "The gateway does not take it. It is tried again; on the device: meshclaw stop");
    if (answer?.ok) break;
    await sleep(500);
  }
  if (token) $("stop").disabled = false;
}

async function add(list) {
  complain("");
  for (const file of list) {
    const total = files.reduce((sum, f) => sum + f.bytes, 0) + file.size;
    if (files.length >= MaxFiles || total > MaxBytes) {
      complain(`${file.name} is too much: ${MaxFiles} files and ${sizeOf(MaxBytes)} go with one message.`);
      continue;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    files.push({ name: file.name, type: file.type, bytes: file.size, content: btoa(binary) });
  }
  drawFiles();
}

function drawFiles() {
  $("files").replaceChildren(...files.map((file) => {
    const item = el("li");
    item.append(chipOf(file, sizeOf(file.bytes) + " ×", "Remove ", () => {
      files = files.filter((f) => f !== file);
      drawFiles();
      $("text").focus();
    }));
    return item;
  }));
  $("files").hidden = files.length === 0;
}

$("say").addEventListener("submit", (e) => {
  e.preventDefault();
  const text = $("text").value.trim();
  if ((!text && files.length === 0) || !token) return;
  const attached = files;
  files = [];
  $("text").value = "";
  complain("");
  drawFiles();
  say(text, attached);
});
$("text").addEventListener("keydown", (e) => {
  if (e.key === "Enter" && !e.shiftKey && !e.isComposing) {
    e.preventDefault();
    $("say").requestSubmit();
  }
});
window.addEventListener("hashchange", () => location.reload()); // Another link was opened in this tab.
$("pick").addEventListener("change", async () => {
  await add([...$("pick").files]);
  $("pick").value = "";
});
$("stop").addEventListener("click", () => void stop());
$("down").addEventListener("click", toEnd);
$("scroll").addEventListener("scroll", () => ($("down").hidden ||= isAtEnd()));
$("leave").addEventListener("click", async () => {
  await call("DELETE", "/sessions");
  close("You left. A link lets one browser in, once:");
});

await enter();
if (token) {
  enable(true);
  $("text").focus();
  await watch();
} else close();
