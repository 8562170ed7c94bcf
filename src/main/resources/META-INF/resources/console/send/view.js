import { noAccess } from '../access.js';
import { button, explain, h, icon } from '../dom.js';
import { clearErrors, field, segments, showErrors, toggle } from '../form.js';
import { uuid } from '../uuid.js';
import { openCopy } from './copy.js';
import { notificationOf } from './notification.js';
import { previewOf } from './preview.js';
import { recentlySent } from './recent.js';
import { sentNotifications } from './sent.js';

const TYPES = ['info', 'success', 'warning', 'error'];

export function open({ herald, session }) {
  if (!session.isPublisher) return { node: noAccess('send', 'For publishers', 'Sending notifications needs the publisher group or the admin group.') };
  const sent = sentNotifications(herald, recentlySent(session.user));
  const preview = h('div', { class: 'preview' });
  const summary = h('div', { class: 'wrong', role: 'alert' });
  const submitButton = button('Send', { class: 'primary', icon: 'send', type: 'submit' });
  // The idempotency key stays the same until the notification is accepted: a repeat completes the first call and sends nothing twice.
  let key = uuid();
  let submitted = '';

  const users = field('Users', 'users', h('input', { value: session.user, autocomplete: 'off', autocapitalize: 'none' }), 'User ids, separated by commas or spaces');
  const room = field('Room', 'room', h('input', { placeholder: 'lobby', autocomplete: 'off', autocapitalize: 'none' }));
  users.dataset.field = 'to.users';
  room.dataset.field = 'to.room';
  room.hidden = true;
  const everyone = h('p', { class: 'muted', hidden: true }, 'Delivered to all connections, and stored in the inbox of each user who has sent a request before.');
  const showTarget = (target) => {
    users.hidden = target !== 'users';
    room.hidden = target !== 'room';
    everyone.hidden = target !== 'everyone';
  };

  const form = h('form', { class: 'card compose', novalidate: true, on: { submit, input: showPreview, change: showPreview } },
    h('div', { class: 'card-head' }, h('h2', {}, 'Compose')),
    h('div', { class: 'grid' },
      segments('To', 'target', [['users', 'Users'], ['room', 'Room'], ['everyone', 'Everyone']], 'users', showTarget),
      h('div', { data: { field: 'to' } }, users, room, everyone),
      segments('Type', 'type', TYPES.map((type) => [type, type[0].toUpperCase() + type.slice(1), icon(type)]), 'info'),
      field('Title', 'title', h('input', { autocomplete: 'off' })),
      field('Body', 'body', h('textarea', { rows: 3 })),
      h('div', { class: 'pair' },
        field('Category', 'category', h('input', { placeholder: 'orders', autocomplete: 'off', autocapitalize: 'none' })),
        field('Link', 'link', h('input', { placeholder: '/orders/4711 or https://…', inputmode: 'url', autocomplete: 'off' }))),
      toggle('Critical', 'critical', 'Overrides muted categories and quiet hours.'),
      h('details', {}, h('summary', {}, 'Delivery options'),
        h('div', { class: 'grid' },
          h('div', { class: 'pair' },
            field('Deliver at', 'deliverAt', h('input', { type: 'datetime-local', step: 1 }), 'In your time zone. Leave empty to send at once'),
            field('Expires after', 'ttl', h('input', { placeholder: 'PT1H', autocomplete: 'off' }), 'An ISO 8601 duration')),
          field('Collapse key', 'collapseKey', h('input', { autocomplete: 'off' }), 'Replaces an earlier notification with the same key'),
          h('div', { class: 'pair', data: { field: 'escalate' } },
            field('If unread after', 'escalate.after', h('input', { placeholder: 'PT5M', autocomplete: 'off' }), 'Then the webhook is called'),
            field('Webhook', 'escalate.webhook', h('input', { placeholder: 'oncall', autocomplete: 'off' }), 'The name of a configured webhook')))),
      summary,
      h('div', { class: 'actions' }, button('Copy as code', { icon: 'code', 'aria-haspopup': 'dialog' }, () => openCopy(notificationOf(form))), submitButton)));

  form.querySelector('details').open = matchMedia('(min-width: 80rem)').matches;
  showPreview();

  function showPreview() {
    preview.replaceChildren(previewOf(notificationOf(form), session.user));
  }

  async function submit(event) {
    event.preventDefault();
    clearErrors(form);
    summary.textContent = '';
    const notification = notificationOf(form);
    if (JSON.stringify(notification) !== submitted) key = uuid();
    submitted = JSON.stringify(notification);
    submitButton.disabled = true;
    try {
      const { id } = await herald.request('POST', 'notifications', notification, { 'Idempotency-Key': key });
      sent.add(id, notification);
      submitted = '';
      clear();
      form.querySelector('[name="title"]').focus();
    } catch (error) {
      showFailure(error);
    } finally {
      submitButton.disabled = false;
    }
  }

  /** Keeps the recipients. The other fields are empty, so that a second click sends nothing. */
  function clear() {
    const { target, users, room } = Object.fromEntries(new FormData(form));
    form.reset();
    form.elements.target.value = target;
    form.elements.users.value = users;
    form.elements.room.value = room;
    showTarget(target);
    showPreview();
  }

  function showFailure(error) {
    const violations = error.violations ?? [];
    if (violations.some((one) => /^(deliverAt|ttl|collapseKey|escalate)/.test(one.field))) form.querySelector('details').open = true;
    const rest = showErrors(form, violations);
    if (rest.length || !violations.length) summary.textContent = rest.map((one) => `The notification ${one.message}.`).join(' ') || explain(error);
  }

  return {
    node: h('div', { class: 'view send' }, form,
      h('div', { class: 'stack' },
        h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', {}, 'Preview')), preview),
        sent.node)),
    close: sent.close,
  };
}
