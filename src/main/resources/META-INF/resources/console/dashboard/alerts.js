import { h, icon } from '../dom.js';
import { clock } from '../time.js';

const SILENT_MS = 6_000;
const PROBE_MS = 5_000;
const MOST = 30;
const RULES = [
  { is: (store) => store.now({ name: 'tailLagMs', over: max }) > 1_000, type: 'warning', text: 'An instance reads the log more than a second late.' },
  { is: (store) => store.now({ name: 'p99Ms', over: max }) > 500, type: 'warning', text: 'One delivery in a hundred takes more than half a second.' },
  { is: (store) => store.now({ name: 'redisMs', over: max }) > 100, type: 'warning', text: 'Redis takes more than 100 ms to answer.' },
  { is: (store) => store.now({ name: 'backlog', over: max }) > 10_000, type: 'warning', text: 'More than 10,000 entries wait to be brought into the inboxes.' },
  { is: (store) => store.now({ name: 'postgresqlDegraded', over: max }) > 0, type: 'warning', text: 'PostgreSQL cannot be reached: pushing goes on, inboxes wait for it.' },
  { is: (store) => store.instances().some(([, , quiet]) => quiet), type: 'warning', text: 'An instance has fallen silent.' },
];

/** What is wrong now, above everything else; and when it began and ended, with the warnings of the log, as a list. */
export function alerts(store) {
  const active = new Map();
  const since = Date.now();
  let probed = 0;
  let health = '';
  const node = h('div', { class: 'alerts', role: 'status' });
  const list = h('ol', {});
  const none = h('p', { class: 'quiet all-well' }, icon('success'), 'Nothing has been wrong since you opened this page.');
  const history = h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', {}, 'Alerts')), h('div', { class: 'alert-list' }, none, list));

  function note(type, text) {
    none.hidden = true;
    list.prepend(h('li', { data: { type } }, icon(type), h('time', {}, clock(Date.now())), h('span', {}, text)));
    while (list.children.length > MOST) list.lastChild.remove();
  }

  function look(status) {
    const found = new Map();
    if (status.state !== 'online') {
      found.set('link', ['error', 'This page is not connected: figures stand still.']);
    } else if (Date.now() - Math.max(store.heard, since) > SILENT_MS) {
      found.set('silence', ['error', `No figures are coming. ${health}`]);
      probe();
    } else {
      RULES.forEach(({ is, type, text }) => is(store) && found.set(text, [type, text]));
    }
    found.forEach(([type, text], key) => active.has(key) || note(type, text));
    active.forEach(([, text], key) => found.has(key) || note('success', `Over: ${text}`));
    active.clear();
    found.forEach((one, key) => active.set(key, one));
    show();
  }

  /** Without Redis nothing can be told over the log; the health check is asked then. */
  async function probe() {
    if (Date.now() - probed < PROBE_MS) return;
    probed = Date.now();
    try {
      const { checks } = await (await fetch('q/health/ready')).json();
      const log = checks.find(({ name }) => name === 'log');
      health = `The log: ${log?.data?.state ?? log?.status ?? 'unknown'}.`;
    } catch {
      health = 'The service does not answer at all.';
    }
  }

  function show() {
    const key = [...active.values()].flat().join();
    if (node.dataset.shown === key) return;
    node.dataset.shown = key;
    node.replaceChildren(...[...active.values()].map(([type, text]) => h('p', { class: 'alert', data: { type } }, icon(type), text)));
  }

  return { node, history, look, warned: ({ level, source, text }) => note(level === 'error' ? 'error' : 'warning', `${source}: ${text}`) };
}

function max(values) {
  return Math.max(...values);
}
