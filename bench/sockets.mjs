// Load over WebSockets with the npm client `ws`: so many connections, each in a room of its own with an observer's eye on
// its own messages, each sending at a steady rate. Prints the time from sending to hearing it back, and to the answer.
//
//   npm i ws
//   node bench/sockets.mjs <ws://host:port/ws> <file of tokens, one a line, each of another user> <messages/s> <seconds> [rooms]
import fs from "node:fs";
import WebSocket from "ws";

const [url, file, rate, seconds, rooms] = process.argv.slice(2);
const tokens = fs.readFileSync(file, "utf8").trim().split("\n");
const heard = [], answered = [];
let sent = 0, errors = 0, measuring = false;

function open(token, n) {
  return new Promise((resolve, reject) => {
    const room = `load-${rooms ? n % Number(rooms) : n}`;
    const socket = new WebSocket(`${url}?room=${room}`, ["herald.v1.json"], { headers: { Authorization: `Bearer ${token}` } });
    const pending = new Map();
    let id = 0;
    socket.on("error", reject);
    socket.on("message", (data) => {
      const now = performance.now();
      const message = JSON.parse(data);
      if (message.event === "ready") return resolve({ send, socket });
      if (message.event === "message" && measuring && message.data.content.at > from) heard.push(now - message.data.content.at);
      if (message.event === "ack" && pending.has(message.id)) {
        if (measuring) answered.push(now - pending.get(message.id));
        pending.delete(message.id);
      }
      if (message.event === "error") errors++;
    });
    function send() {
      const at = performance.now();
      pending.set(String(++id), at);
      socket.send(JSON.stringify({ event: "message.send", data: { room, content: { at, text: "x".repeat(64) } }, id: `${process.pid}-${n}-${id}` }));
      pending.set(`${process.pid}-${n}-${id}`, at);
      pending.delete(String(id));
      sent++;
    }
  });
}

let from = 0;
const clients = [];
for (let i = 0; i < tokens.length; i += 50) {
  clients.push(...(await Promise.all(tokens.slice(i, i + 50).map((token, k) => open(token, i + k)))));
}
console.log(`${clients.length} connections`);
const total = clients.length * Number(rate);
const start = performance.now();
let due = 0, next = 0;
const warm = 10_000;
await new Promise((done) => {
  const timer = setInterval(() => {
    const elapsed = performance.now() - start;
    if (!measuring && elapsed > warm) { measuring = true; from = performance.now(); sent = 0; }
    if (elapsed > warm + Number(seconds) * 1000) { clearInterval(timer); return done(); }
    for (const until = (elapsed / 1000) * total; due < until; due++) clients[next++ % clients.length].send();
  }, 5);
});
await new Promise((r) => setTimeout(r, 2000));
const quantile = (values, q) => values[Math.min(values.length - 1, Math.floor(values.length * q))]?.toFixed(1);
for (const [name, values] of [["heard", heard], ["answered", answered]]) {
  values.sort((a, b) => a - b);
  console.log(`${name}: ${values.length} p50 ${quantile(values, 0.5)} p95 ${quantile(values, 0.95)} p99 ${quantile(values, 0.99)} ms`);
}
console.log(`sent ${sent} in ${seconds} s, errors ${errors}`);
process.exit(0);
