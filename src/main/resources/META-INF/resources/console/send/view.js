import { button, empty, explain, h, icon } from '../dom.js';
import { clearWrong, field, segments, showWrong, toggle } from '../form.js';
import { row } from '../inbox/item.js';
import { facts } from './facts.js';
import { notificationOf } from './notification.js';

const TYPES = ['info', 'success', 'warning', 'error'];

export function open({ herald, session }) {
  if (!session.isPublisher) {
    return { node: h('div', { class: 'view card' }, empty('send', 'For publishers', 'Who sends notifications needs the group publisher, or admin, in their token.')) };
  }
  const sent = facts(herald);
  const preview = h('ul', { class: 'items preview' });
  const summary = h('div', { class: 'wrong', role: 'alert' });
  const submitButton = button('Send', { class: 'primary', icon: 'send', type: 'submit' });
  // Kept until it was accepted: a second press after a cut completes the first, and sends nothing twice.
  let key = crypto.randomUUID();
  let spelled = '';

  const users = field('Users', 'users', h('input', { value: session.user, autocomplete: 'off', autocapitalize: 'none' }), 'Ids, with commas or spaces between them');
  const room = field('Room', 'room', h('input', { placeholder: 'lobby', autocomplete: 'off', autocapitalize: 'none' }));
  users.dataset.field = 'to.users';
  room.dataset.field = 'to.room';
  room.hidden = true;
  const everyone = h('p', { class: 'quiet', hidden: true }, 'Whoever is connected sees it; who is known from an earlier request finds it in the inbox.');
  const aim = (target) => {
    users.hidden = target !== 'users';
    room.hidden = target !== 'room';
    everyone.hidden = target !== 'everyone';
  };

  const form = h('form', { class: 'card compose', novalidate: true, on: { submit, input: show, change: show } },
    h('div', { class: 'card-head' }, h('h2', {}, 'Compose')),
    h('div', { class: 'grid' },
      segments('To', 'target', [['users', 'Users'], ['room', 'Room'], ['everyone', 'Everyone']], 'users', aim),
      h('div', { data: { field: 'to' } }, users, room, everyone),
      segments('Type', 'type', TYPES.map((type) => [type, type[0].toUpperCase() + type.slice(1), icon(type)]), 'info'),
      field('Title', 'title', h('input', { autocomplete: 'off' })),
      field('Body', 'body', h('textarea', { rows: 3 })),
      h('div', { class: 'pair' },
        field('Category', 'category', h('input', { placeholder: 'orders', autocomplete: 'off', autocapitalize: 'none' })),
        field('Link', 'link', h('input', { placeholder: '/orders/4711 or https://…', inputmode: 'url', autocomplete: 'off' }))),
      toggle('Critical', 'critical', 'Goes through mutes and quiet hours.'),
      h('details', {}, h('summary', {}, 'When, for how long, and if nobody reads it'),
        h('div', { class: 'grid' },
          h('div', { class: 'pair' },
            field('Deliver at', 'deliverAt', h('input', { type: 'datetime-local', step: 1 }), 'In your time zone; at once, where empty'),
            field('Expires after', 'ttl', h('input', { placeholder: 'PT1H', autocomplete: 'off' }), 'An ISO 8601 duration')),
          field('Collapse key', 'collapseKey', h('input', { autocomplete: 'off' }), 'It takes the place of an earlier one with the same key'),
          h('div', { class: 'pair', data: { field: 'escalate' } },
            field('Escalate after', 'escalate.after', h('input', { placeholder: 'PT5M', autocomplete: 'off' }), 'Where it is not read by then'),
            field('to the webhook', 'escalate.webhook', h('input', { placeholder: 'oncall', autocomplete: 'off' }), 'The name of a configured one')))),
      summary,
      h('div', { class: 'actions' }, submitButton)));

  form.querySelector('details').open = matchMedia('(min-width: 80rem)').matches;
  show();

  function show() {
    const { title, type, body, category, link, critical } = notificationOf(form);
    const item = { id: 'preview', type, title: title || 'Title', body, category, critical, from: session.user, createdAt: new Date().toISOString() };
    const { node } = row(item, () => {});
    node.querySelector('.acts').remove();
    if (link) node.querySelector('.meta').append(h('span', {}, '→ ', link));
    preview.replaceChildren(node);
  }

  async function submit(event) {
    event.preventDefault();
    clearWrong(form);
    summary.textContent = '';
    const wanted = notificationOf(form);
    if (JSON.stringify(wanted) !== spelled) key = crypto.randomUUID();
    spelled = JSON.stringify(wanted);
    submitButton.disabled = true;
    try {
      const { id } = await herald.request('POST', 'notifications', wanted, { 'Idempotency-Key': key });
      sent.add(id, wanted);
      spelled = '';
      form.querySelector('[name="title"]').focus();
    } catch (error) {
      refused(error);
    } finally {
      submitButton.disabled = false;
    }
  }

  function refused(error) {
    const wrong = error.violations ?? [];
    if (wrong.some((one) => /^(deliverAt|ttl|collapseKey|escalate)/.test(one.field))) form.querySelector('details').open = true;
    const rest = showWrong(form, wrong);
    if (rest.length || !wrong.length) summary.textContent = rest.map((one) => `${one.field} ${one.message}`).join(', ') || explain(error);
  }

  return {
    node: h('div', { class: 'view send' }, form,
      h('div', { class: 'stack' },
        h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', {}, 'As it will look')), preview),
        sent.node)),
    close: sent.close,
  };
}
