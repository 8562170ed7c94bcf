// Sends a notification to a user: node publisher.mjs alice 'Your order is on its way'
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

const url = process.env.HERALD_URL ?? 'http://localhost:8080';
const token = async () => process.env.HERALD_TOKEN; // in production: from your identity provider

/** Repeats the call under one key until the service has answered, so the notification is sent once. */
export async function send(notification, { key = randomUUID(), within = 60_000 } = {}) {
  const deadline = Date.now() + within;
  for (let attempt = 0; ; attempt++) {
    const answer = await fetch(`${url}/api/v1/notifications`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${await token()}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify(notification),
      signal: AbortSignal.timeout(10_000),
    }).catch((failure) => failure);
    if (answer.ok) return answer.json(); // { id, duplicate }
    const failure = answer instanceof Error ? answer : new Error(`${answer.status} ${await answer.text()}`);
    const temporary = answer instanceof Error || answer.status === 429 || answer.status >= 500;
    const named = 1000 * (Number(answer.headers?.get('Retry-After')) || 0);
    const wait = named + Math.random() * Math.min(10_000, 200 * 2 ** attempt);
    if (!temporary || Date.now() + wait > deadline) throw failure;
    await pause(wait);
  }
}

const [user, title] = process.argv.slice(2);
if (!process.env.HERALD_TOKEN || !title) {
  console.error("Set HERALD_TOKEN to the token of a publisher, and name a user and a title: node publisher.mjs alice 'On its way'");
  process.exit(64);
}
console.log(await send({ to: { users: [user] }, type: 'success', title }));
