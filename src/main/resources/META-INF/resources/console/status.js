// The label that shows the state of a connection, as text: not all users can tell colours apart.

import { h } from './dom.js';

const SHOWN_MS = 5_000;
/** A shorter wait needs no button. */
const MIN_WAIT_MS = 2_000;
const REASONS = {
  unauthorized: 'Signed out',
  disconnected: 'Disconnected by an administrator',
  evicted: 'Too many connections',
};

/** `prefix` names the connection, on a page with several. */
export function showStatus(herald, pill = document.getElementById('status'), prefix = '') {
  const retry = h('button', { type: 'button', class: 'retry', hidden: true, on: { click: () => herald.connect() } }, 'Retry now');
  pill.after(retry);
  const text = pill.querySelector('span');
  let shownUntil = 0;
  let events = 0;

  function show() {
    const [state, label] = describe(herald.status);
    // A screen reader announces changes of the state, and not each second of a countdown.
    pill.setAttribute('aria-live', pill.dataset.state === state ? 'off' : 'polite');
    pill.dataset.state = state;
    if (text.textContent !== prefix + label) text.textContent = prefix + label;
    const isWaiting = herald.status.state === 'reconnecting' && herald.status.retryAt - Date.now() > MIN_WAIT_MS;
    // The button stays until the attempt begins, so that it does not vanish under the pointer.
    retry.hidden = !isWaiting && (retry.hidden || !(herald.status.retryAt > Date.now()));
  }

  function describe(status) {
    if (status.state === 'closed') return ['closed', REASONS[status.reason] ?? 'Disconnected'];
    if (status.state === 'connecting') return ['connecting', 'Connecting …'];
    if (status.state === 'offline') return ['reconnecting', 'No network'];
    if (status.state === 'reconnecting') {
      const seconds = Math.ceil(((status.retryAt ?? 0) - Date.now()) / 1000);
      return ['reconnecting', seconds > 0 ? `Reconnecting in ${seconds} s` : 'Reconnecting …'];
    }
    if (Date.now() < shownUntil) return ['caught-up', `Replayed ${events} ${events === 1 ? 'event' : 'events'}`];
    return ['connected', 'Connected'];
  }

  const stop = herald.on('session.status', (status) => {
    if (status.state === 'online' && status.caughtUp > 0 && status.caughtUp !== events) {
      events = status.caughtUp;
      shownUntil = Date.now() + SHOWN_MS;
    }
    if (status.state !== 'online') events = 0;
    show();
  });
  const timer = setInterval(show, 500);
  show();
  return () => {
    clearInterval(timer);
    stop();
    retry.remove();
  };
}
