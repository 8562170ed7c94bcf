import { button, empty, explain, h, icon } from '../dom.js';
import { relativeTime } from '../time.js';

const INTERVAL_MS = 1_000;
/** Number of ticks after which the state is read less often. */
const SLOW_AFTER = 30;
const SLOW_FACTOR = 10;
const MAX_SHOWN = 20;
const STATES = { sent: ['Sent', 'success'], scheduled: ['Scheduled', 'info'], withdrawn: ['Withdrawn', 'warning'] };

/** The notifications that this tab has sent, with their delivery state. */
export function sentNotifications(herald, recent) {
  const list = h('ol', { class: 'facts' });
  const none = empty('send', 'Nothing sent yet', 'Notifications that you send appear here with their delivery state.');
  let refreshes = [];
  let ticks = 0;
  const timer = setInterval(() => {
    ticks++;
    refreshes.forEach((refresh) => refresh(ticks));
  }, INTERVAL_MS);

  function show(sent) {
    const card = sentNotification(herald, sent);
    none.hidden = true;
    list.prepend(card.node);
    const start = ticks;
    refreshes = [(now) => (now - start < SLOW_AFTER || now % SLOW_FACTOR === 0) && card.refresh(), ...refreshes].slice(0, MAX_SHOWN);
    while (list.children.length > MAX_SHOWN) list.lastChild.remove();
    card.refresh();
  }

  recent.all().reverse().forEach(show);

  return {
    add(id, { title, type, to, deliverAt }) {
      const sent = { id, title, type, to, deliverAt, at: new Date().toISOString() };
      recent.add(sent);
      show(sent);
    },
    node: h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', {}, 'Recently sent')), none, list),
    close: () => clearInterval(timer),
  };
}

function sentNotification(herald, { id, title, type, to, deliverAt, at }) {
  const state = h('span', { class: 'chip' }, 'Accepted');
  const errorText = h('p', { class: 'wrong', role: 'alert' });
  const numbers = Object.fromEntries(['recipients', 'delivered', 'read'].map((name) => [name, h('dd', { class: 'num' }, '–')]));
  const withdraw = button('Withdraw', { class: 'small danger', 'aria-label': `Withdraw: ${title}` }, async () => {
    try {
      await herald.request('DELETE', `notifications/${id}`);
      refresh();
    } catch (error) {
      errorText.textContent = explain(error);
    }
  });
  const node = h('li', { class: 'fact' },
    h('header', {}, icon(type), h('strong', {}, title), state),
    h('p', { class: 'muted' }, 'to ', to.users?.join(', ') ?? (to.room ? `room ${to.room}` : 'everyone'), ' · ', deliverAt ? h('span', {}, 'for ', relativeTime(deliverAt)) : relativeTime(at)),
    h('dl', {}, ...Object.entries(numbers).map(([name, value]) => h('div', {}, h('dt', {}, name), value))),
    h('footer', {}, h('code', {}, id), withdraw), errorText);

  async function refresh() {
    try {
      const found = await herald.request('GET', `notifications/${id}`);
      const [label, kind] = STATES[found.state] ?? [found.state, 'info'];
      state.textContent = found.escalated ? `${label}, escalated` : label;
      state.dataset.type = found.escalated ? 'warning' : kind;
      withdraw.hidden = found.state === 'withdrawn';
      Object.entries(numbers).forEach(([name, value]) => (value.textContent = found[name] ?? '–'));
    } catch (error) {
      // The state is stored a moment after the notification was accepted.
      if (error.code !== 'not_found') state.textContent = 'State unknown';
    }
  }
  return { node, refresh };
}
