import { Herald, token, url, user } from '../session.js';

const ROOM = 'lobby';
const $ = (id) => document.getElementById(id);
const herald = new Herald({ url, token, rooms: [ROOM] });

/** By id. The history and the first live messages may overlap. */
const messages = new Map();

/** Ids are `<milliseconds>-<number>`, and ordered. */
const order = ({ id }) => id.split('-').map((part) => part.padStart(20)).join();

function show(...events) {
  for (const event of events) messages.set(event.id, event);
  const sorted = [...messages.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  $('messages').replaceChildren(...sorted.map(row));
  $('messages').lastChild?.scrollIntoView({ block: 'nearest' });
}

function row({ from, data }) {
  const item = document.createElement('li');
  const name = document.createElement('b');
  name.textContent = `${from} `;
  item.append(name, data.content);
  return item;
}

async function load() {
  const { events } = await herald.history(ROOM, { limit: 50 });
  show(...events.filter(({ event, data }) => event === 'message' && data.content != null));
}

const typing = new Set();
function showTyping() {
  $('typing').textContent = typing.size ? `${[...typing].join(', ')} writing…` : '\u00a0';
}

herald.on('message', (event) => {
  typing.delete(event.from);
  showTyping();
  show(event);
});
herald.on('typing.start', ({ data }) => showTyping(typing.add(data.user)));
herald.on('typing.stop', ({ data }) => showTyping(typing.delete(data.user)));
herald.on('session.status', ({ state, transport }) => { $('status').textContent = `${state} ${transport ?? ''}`; });
herald.on('reset', load); // messages are missing: read them
herald.presence.watch(ROOM, (users) => { $('present').textContent = users.map((each) => each.user).join(', '); });

$('text').addEventListener('input', () => herald.typing(ROOM));
$('composer').addEventListener('submit', async (event) => {
  event.preventDefault();
  const content = $('text').value;
  $('text').value = '';
  try {
    await herald.send(ROOM, content); // waits for a connection, and resolves when the message is in the log
  } catch (failure) {
    $('text').value = content;
    $('status').textContent = failure.message;
  }
});

document.title = `Chat of ${user}`;
await load();
