// Sends the CPU load of some machines to the room "dashboard": node feed.mjs [seconds]
const url = process.env.HERALD_URL ?? 'http://localhost:8080';
const until = Date.now() + 1000 * (Number(process.argv[2]) || Infinity);

async function send(machine, cpu) {
  const response = await fetch(`${url}/api/v1/channels/room:dashboard/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${process.env.HERALD_TOKEN}`, 'Content-Type': 'application/json' },
    // Of the events with one key, a client that is behind receives only the newest.
    body: JSON.stringify({ event: 'metrics.cpu', data: { machine, cpu }, conflate: `cpu-${machine}` }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

do {
  for (const machine of ['amber', 'birch', 'cedar']) {
    // A value that is lost is replaced by the next one, so nothing is repeated.
    await send(machine, Math.round(100 * Math.random())).catch((failure) => console.error(failure.message));
  }
  await new Promise((resolve) => setTimeout(resolve, 1000));
} while (Date.now() < until);
