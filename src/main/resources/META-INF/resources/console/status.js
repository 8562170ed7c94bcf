// The pill that tells how the connection is: in words, since a colour alone says nothing to many.

const CAUGHT_UP_MS = 5_000;
const REASONS = {
  unauthorized: 'Signed out',
  disconnected: 'Disconnected by an administrator',
  evicted: 'Too many connections of yours',
};

export function showStatus(herald, pill = document.getElementById('status')) {
  const text = pill.querySelector('span');
  let caughtUpUntil = 0;
  let events = 0;

  function show() {
    const [state, words] = told(herald.status);
    // A screen reader is told of a change of state, not of each second of a count-down.
    pill.setAttribute('aria-live', pill.dataset.state === state ? 'off' : 'polite');
    pill.dataset.state = state;
    if (text.textContent !== words) text.textContent = words;
  }

  function told(status) {
    if (status.state === 'closed') return ['closed', REASONS[status.reason] ?? 'Not connected'];
    if (status.state === 'connecting') return ['connecting', 'Connecting …'];
    if (status.state === 'offline') return ['reconnecting', 'No network'];
    if (status.state === 'reconnecting') {
      const seconds = Math.ceil(((status.retryAt ?? 0) - Date.now()) / 1000);
      return ['reconnecting', seconds > 0 ? `Reconnecting in ${seconds} s` : 'Reconnecting …'];
    }
    if (Date.now() < caughtUpUntil) return ['caught-up', `Caught up ${events} ${events === 1 ? 'event' : 'events'}`];
    return ['connected', 'Connected'];
  }

  const off = herald.on('session.status', (status) => {
    if (status.state === 'online' && status.caughtUp > 0 && status.caughtUp !== events) {
      events = status.caughtUp;
      caughtUpUntil = Date.now() + CAUGHT_UP_MS;
    }
    if (status.state !== 'online') events = 0;
    show();
  });
  const timer = setInterval(show, 500);
  show();
  return () => {
    clearInterval(timer);
    off();
  };
}
