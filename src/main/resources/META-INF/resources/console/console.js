import { Herald } from '../client/herald.js';
import '../client/herald-inbox.js';
import { showViewsOf } from './access.js';
import { commandsOf } from './commands.js';
import { avatar, failure, h, icon } from './dom.js';
import { showNotifications } from './notifications.js';
import { end } from './oidc.js';
import { route } from './router.js';
import { showServiceLinks } from './service-links.js';
import { session } from './session.js';
import { handleShortcuts } from './shortcuts.js';
import { completeSignIn, signIn } from './signin.js';
import { showStatus } from './status.js';
import { clearStored } from './tab-storage.js';

const $ = (id) => document.getElementById(id);
/** Signing out does not wait longer than this for the service and for the push service of the browser. */
const UNSUBSCRIBE_MS = 3_000;
/** By theme: the next one, and the label. */
const THEMES = { auto: ['light', 'System'], light: ['dark', 'Light'], dark: ['auto', 'Dark'] };

async function run() {
  let message = await completeSignIn();
  for (;;) {
    if (!session.isOpen) await signIn(message);
    message = await runSession();
  }
}

/** Runs until the user signs out, or the service rejects the token. Returns the message for the sign-in page, if any. */
async function runSession() {
  await session.loadRights();
  const herald = new Herald({ token: () => session.token(), rooms: session.rooms, resume: false });
  const cleanups = [showStatus(herald), showNotifications(herald), handleShortcuts(() => commandsOf(herald))];
  $('me').textContent = session.user;
  $('me-avatar').replaceWith(Object.assign(avatar(session.user), { id: 'me-avatar' }));
  showViewsOf(session);
  showServiceLinks();
  $('app').hidden = false;
  cleanups.push(route({ herald, session }, $('main')));
  let isPushed = false;

  const message = await new Promise((resolve) => {
    // The next user of this browser must not see the notifications of this one.
    $('sign-out').onclick = async () => {
      const timeout = new Promise((end) => setTimeout(end, UNSUBSCRIBE_MS));
      if (isPushed) await Promise.race([herald.push.unsubscribe().catch(() => {}), timeout]);
      resolve();
    };
    herald.on('session.push', ({ state }) => (isPushed = state === 'subscribed'));
    herald.on('session.status', ({ state, reason }) => {
      if (state !== 'closed') return;
      if (reason === 'unauthorized') resolve('Your token has expired or was revoked. Sign in again.');
      else if (reason !== 'client') $('main').prepend(closedNotice(herald));
    });
    herald.on('error', (error) => console.info('Herald:', error.message));
  });
  cleanups.reverse().forEach((cleanup) => cleanup());
  herald.close();
  const oidc = session.close();
  if (!message) clearStored();
  $('app').hidden = true;
  // Only a user who signs out ends the session at the provider: an expired token needs a new one of the same session.
  if (oidc && !message) end(oidc).catch(() => {});
  return message;
}

function closedNotice(herald) {
  const notice = failure(new Error('The service has closed this connection.'), () => {
    notice.remove();
    herald.connect();
  });
  return notice;
}

function showTheme() {
  const [, name] = THEMES[heraldTheme.get()];
  $('theme').replaceChildren(icon({ auto: 'auto', light: 'sun', dark: 'moon' }[heraldTheme.get()]));
  $('theme').setAttribute('aria-label', `Theme: ${name}`);
  $('theme').title = `Theme: ${name}`;
}

$('theme').addEventListener('click', () => {
  heraldTheme.set(THEMES[heraldTheme.get()][0]);
  showTheme();
});
showTheme();
run().catch((error) => document.body.append(h('div', {}, failure(error))));
