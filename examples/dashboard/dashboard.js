import { Herald, token, url } from '../session.js';

const ROOM = 'dashboard';
const $ = (id) => document.getElementById(id);
const herald = new Herald({ url, token });

function cells(machine) {
  const existing = document.getElementById(`machine-${machine}`);
  if (existing) return existing.cells;
  const row = $('machines').insertRow();
  row.id = `machine-${machine}`;
  row.insertCell().textContent = machine;
  row.insertCell().append(Object.assign(document.createElement('meter'), { max: 100, high: 80 }));
  row.insertCell();
  return row.cells;
}

/** The newest value wins: live ones may arrive before the history, and a client that was behind receives only that one (`conflate`). */
const newest = new Map();

function show({ data, time }) {
  if (time < newest.get(data.machine)) return;
  newest.set(data.machine, time);
  const [, cpu, since] = cells(data.machine);
  cpu.firstChild.value = data.cpu;
  cpu.firstChild.title = `${data.cpu} %`;
  since.textContent = new Date(time).toLocaleTimeString();
}

async function load() {
  const { events } = await herald.history(ROOM, { limit: 200 });
  events.filter(({ event }) => event === 'metrics.cpu').reverse().forEach(show);
}

herald.on('metrics.cpu', show);
herald.on('reset', load);
herald.on('session.status', ({ state }) => { $('status').textContent = state === 'online' ? 'Live' : 'Not connected'; });
await herald.join(ROOM);
await load();
