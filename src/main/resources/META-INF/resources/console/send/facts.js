import { button, empty, explain, h, icon } from '../dom.js';
import { moment } from '../time.js';

const EVERY_MS = 1_000;
/** After a while one looks less often. */
const SLOW_AFTER = 30;
const SLOWER = 10;
const MOST = 20;
const STATES = { sent: ['Sent', 'success'], scheduled: ['Scheduled', 'info'], withdrawn: ['Withdrawn', 'warning'] };

/** What became of what was sent from here. */
export function facts(herald) {
  const list = h('ol', { class: 'facts' });
  const nothing = empty('send', 'Nothing sent yet', 'What you send is listed here, with what becomes of it.');
  let looks = [];
  let ticks = 0;
  const timer = setInterval(() => {
    ticks++;
    looks.forEach((look) => look(ticks));
  }, EVERY_MS);

  function add(id, notification) {
    const card = fact(herald, id, notification);
    nothing.hidden = true;
    list.prepend(card.node);
    const from = ticks;
    looks = [(now) => (now - from < SLOW_AFTER || now % SLOWER === 0) && card.look(), ...looks].slice(0, MOST);
    while (list.children.length > MOST) list.lastChild.remove();
    card.look();
  }

  return {
    add,
    node: h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', {}, 'Sent from here')), nothing, list),
    close: () => clearInterval(timer),
  };
}

function fact(herald, id, { title, type, to, deliverAt }) {
  const state = h('span', { class: 'chip' }, 'Accepted');
  const told = h('p', { class: 'wrong', role: 'alert' });
  const numbers = Object.fromEntries(['recipients', 'delivered', 'read'].map((name) => [name, h('dd', { class: 'num' }, '–')]));
  const withdraw = button('Withdraw', { class: 'small danger', 'aria-label': `Withdraw: ${title}` }, async () => {
    try {
      await herald.request('DELETE', `notifications/${id}`);
      look();
    } catch (error) {
      told.textContent = explain(error);
    }
  });
  const node = h('li', { class: 'fact' },
    h('header', {}, icon(type), h('strong', {}, title), state),
    h('p', { class: 'quiet' }, 'to ', to.users?.join(', ') ?? (to.room ? `room ${to.room}` : 'everyone'), ' · ', deliverAt ? h('span', {}, 'for ', moment(deliverAt)) : moment(new Date().toISOString())),
    h('dl', {}, ...Object.entries(numbers).map(([name, value]) => h('div', {}, h('dt', {}, name), value))),
    h('footer', {}, h('code', {}, id), withdraw), told);

  async function look() {
    try {
      const found = await herald.request('GET', `notifications/${id}`);
      const [words, kind] = STATES[found.state] ?? [found.state, 'info'];
      state.textContent = found.escalated ? `${words}, escalated` : words;
      state.dataset.type = found.escalated ? 'warning' : kind;
      withdraw.hidden = found.state === 'withdrawn';
      Object.entries(numbers).forEach(([name, value]) => (value.textContent = found[name] ?? '–'));
    } catch (error) {
      // It is written down a moment after it was accepted.
      if (error.code !== 'not_found') state.textContent = 'Not known at the moment';
    }
  }
  return { node, look };
}
