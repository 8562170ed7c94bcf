import { Herald, token, url } from '../session.js';

const $ = (id) => document.getElementById(id);
const herald = new Herald({ url, token });

/** Reads the newest notifications. `unread` is the same on all devices of the user. */
async function load() {
  const { items } = await herald.inbox.list({ limit: 10 });
  $('list').replaceChildren(...items.map(row));
  if (!items.length) $('list').append('Nothing new.');
}

function row({ id, title, link, readAt }) {
  const item = document.createElement('li');
  item.className = readAt ? '' : 'unread';
  const text = document.createElement(link ? 'a' : 'span');
  text.textContent = title;
  if (link) text.href = link;
  item.append(text);
  item.addEventListener('click', () => herald.inbox.read(id));
  return item;
}

const refresh = () => $('list').hidden || load();

$('bell').addEventListener('click', async () => {
  const open = $('list').hidden;
  if (open) await load();
  $('list').hidden = !open;
  $('bell').ariaExpanded = String(open);
});

herald.on('inbox.badge', ({ unread }) => {
  $('badge').textContent = unread || '';
  $('bell').ariaLabel = `Notifications, ${unread} unread`;
});
herald.on('notification', refresh);
herald.on('inbox.changed', refresh); // read or deleted, possibly on another device
herald.on('reset', refresh);
