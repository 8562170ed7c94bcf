import { Herald } from '../client/herald.js';
import { bell } from './bell.js';
import { avatar, failure, h, icon } from './dom.js';
import { route } from './router.js';
import { session } from './session.js';
import { signIn } from './signin.js';
import { showStatus } from './status.js';

const $ = (id) => document.getElementById(id);
const THEMES = { auto: ['light', 'As the system'], light: ['dark', 'Light'], dark: ['auto', 'Dark'] };

async function run() {
  let message;
  for (;;) {
    if (!session.isOpen) await signIn(message);
    message = await stay();
  }
}

/** Until the person, or the service, has had enough; then with what is to be told. */
async function stay() {
  const herald = new Herald({ token: () => session.token(), rooms: session.rooms, resume: false });
  const endings = [showStatus(herald), bell(herald)];
  $('me').textContent = session.user;
  $('me-avatar').replaceWith(Object.assign(avatar(session.user), { id: 'me-avatar' }));
  $('app').hidden = false;
  endings.push(route({ herald, session }, $('main')));

  const message = await new Promise((leave) => {
    $('sign-out').onclick = () => leave();
    herald.on('session.status', ({ state, reason }) => {
      if (state !== 'closed') return;
      if (reason === 'unauthorized') leave('Your token has expired, or is not accepted any more.');
      else if (reason !== 'client') $('main').prepend(closed(herald));
    });
    herald.on('error', (error) => console.info('Herald:', error.message));
  });
  endings.reverse().forEach((end) => end());
  herald.close();
  session.close();
  $('app').hidden = true;
  return message;
}

function closed(herald) {
  const notice = failure(new Error('This connection was ended by the service.'), () => {
    notice.remove();
    herald.connect();
  });
  return notice;
}

function showTheme() {
  const [, name] = THEMES[heraldTheme.get()];
  $('theme').replaceChildren(icon({ auto: 'auto', light: 'sun', dark: 'moon' }[heraldTheme.get()]));
  $('theme').setAttribute('aria-label', `Colours: ${name}`);
  $('theme').title = `Colours: ${name}`;
}

$('theme').addEventListener('click', () => {
  heraldTheme.set(THEMES[heraldTheme.get()][0]);
  showTheme();
});
showTheme();
run().catch((error) => document.body.append(h('div', {}, failure(error))));
