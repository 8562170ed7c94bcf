import { h, icon } from '../dom.js';
import { clock } from '../time.js';
import { max } from './metrics.js';

const SILENT_MS = 6_000;
const CHECK_MS = 5_000;
const MAX_ENTRIES = 30;
const RULES = [
  { isMet: (store) => store.now({ name: 'tailLagMs', aggregate: max }) > 1_000, type: 'warning', name: 'slow delivery', text: 'An instance is more than a second behind the log.' },
  { isMet: (store) => store.now({ name: 'p99Ms', aggregate: max }) > 500, type: 'warning', name: 'late deliveries', text: 'The p99 of deliveries is above 500 ms.' },
  { isMet: (store) => store.now({ name: 'redisMs', aggregate: max }) > 100, type: 'warning', name: 'slow Redis', text: 'A round trip to Redis takes more than 100 ms.' },
  { isMet: (store) => store.now({ name: 'backlog', aggregate: max }) > 10_000, type: 'warning', name: 'inboxes behind', text: 'More than 10,000 notifications are not in the inboxes yet.' },
  { isMet: (store) => store.now({ name: 'postgresqlDegraded', aggregate: max }) > 0, type: 'warning', name: 'PostgreSQL degraded', text: 'PostgreSQL is degraded. Delivery continues; inboxes are updated later.' },
  { isMet: (store) => store.instances().some(({ isSilent }) => isSilent), type: 'warning', name: 'silent instance', text: 'An instance sends no metrics.' },
];

/** Shows the current alerts above the charts, and a list of when they began and ended, with the warnings of the log. */
export function alerts(store) {
  const active = new Map();
  const openedAt = Date.now();
  let checkedAt = 0;
  let health = '';
  const node = h('div', { class: 'alerts', role: 'status' });
  const list = h('ol', {});
  const none = h('p', { class: 'muted no-alerts' }, icon('success'), 'No alerts this session');
  const history = h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', {}, 'Alerts')),
    h('div', { class: 'alert-list', tabindex: 0, role: 'region', 'aria-label': 'History of alerts' }, none, list));

  function record(type, text) {
    none.hidden = true;
    list.prepend(h('li', { data: { type } }, icon(type), h('time', {}, clock(Date.now())), h('span', {}, text)));
    while (list.children.length > MAX_ENTRIES) list.lastChild.remove();
  }

  function update(status) {
    const found = new Map();
    if (status.state !== 'online') {
      found.set('connection', ['error', 'Disconnected. Metrics are paused.', 'disconnected']);
    } else if (Date.now() - Math.max(store.updatedAt, openedAt) > SILENT_MS) {
      found.set('silence', ['error', `No metrics received. ${health}`.trim(), 'no metrics']);
      checkHealth();
    } else {
      RULES.forEach(({ isMet, type, name, text }) => isMet(store) && found.set(name, [type, text, name]));
    }
    found.forEach(([type, text], key) => active.has(key) || record(type, text));
    active.forEach(([, , name], key) => found.has(key) || record('success', `Resolved: ${name}`));
    active.clear();
    found.forEach((alert, key) => active.set(key, alert));
    show();
  }

  /** Without Redis no metrics arrive over the log; the health check shows the reason. */
  async function checkHealth() {
    if (Date.now() - checkedAt < CHECK_MS) return;
    checkedAt = Date.now();
    try {
      const response = await fetch('q/health/ready');
      // A proxy may close this page.
      if (response.status === 404) return;
      const { checks } = await response.json();
      const log = checks.find(({ name }) => name === 'log');
      health = `State of the log: ${log?.data?.state ?? log?.status ?? 'unknown'}.`;
    } catch {
      health = 'The service does not answer.';
    }
  }

  function show() {
    const key = [...active.values()].flat().join();
    if (node.dataset.shown === key) return;
    node.dataset.shown = key;
    node.replaceChildren(...[...active.values()].map(([type, text]) => h('p', { class: 'alert', data: { type } }, icon(type), text)));
  }

  return { node, history, update, recordLine: ({ level, source, text }) => record(level === 'error' ? 'error' : 'warning', `${source}: ${text}`) };
}
