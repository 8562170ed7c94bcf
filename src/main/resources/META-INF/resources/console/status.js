// The pill that shows the state of the connection, as text: not all users can tell colours apart.

const SHOWN_MS = 5_000;
const REASONS = {
  unauthorized: 'Signed out',
  disconnected: 'Disconnected by an administrator',
  evicted: 'Too many connections',
};

export function showStatus(herald, pill = document.getElementById('status')) {
  const text = pill.querySelector('span');
  let shownUntil = 0;
  let events = 0;

  function show() {
    const [state, label] = describe(herald.status);
    // A screen reader announces changes of the state, and not each second of a countdown.
    pill.setAttribute('aria-live', pill.dataset.state === state ? 'off' : 'polite');
    pill.dataset.state = state;
    if (text.textContent !== label) text.textContent = label;
  }

  function describe(status) {
    if (status.state === 'closed') return ['closed', REASONS[status.reason] ?? 'Not connected'];
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
  };
}
