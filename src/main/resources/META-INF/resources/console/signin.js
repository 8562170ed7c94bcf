import { button, explain, h, icon, svg } from './dom.js';
import { field, showWrong } from './form.js';
import { claims, demoToken, hasDemo, session } from './session.js';

const gate = document.getElementById('gate');
const TEAM = { join: ['lobby', 'team-*'] };
const PEOPLE = [
  { sub: 'alice', herald: TEAM, groups: [], about: 'Reads her inbox and chats in lobby and team-*' },
  { sub: 'bob', herald: TEAM, groups: [], about: 'The same: open him in a second window' },
  { sub: 'shop', herald: TEAM, groups: ['publisher'], about: 'A publisher: may send notifications' },
  { sub: 'ops', herald: TEAM, groups: ['publisher', 'admin'], about: 'An administrator: sees everything' },
];

/** Shows the way in until somebody has come in. */
export async function signIn(message) {
  const demo = await hasDemo();
  return new Promise((done) => {
    const enter = (token, wanted) => {
      session.open(token, wanted);
      gate.hidden = true;
      gate.replaceChildren();
      done();
    };
    gate.className = 'gate';
    gate.replaceChildren(story(), h('main', { class: 'gate-form' },
      h('h2', {}, demo ? 'Who are you today?' : 'Sign in'),
      message && h('p', { class: 'failure', role: 'alert' }, message),
      demo && choice(enter),
      demo ? h('details', {}, h('summary', {}, 'Sign in with a token instead'), byToken(enter)) : byToken(enter)));
    gate.hidden = false;
    gate.querySelector('.gate-form button, .gate-form textarea').focus();
  });
}

function story() {
  return h('header', { class: 'gate-story' },
    svg('svg', { class: 'mark', 'aria-hidden': 'true' }, svg('use', { href: '#i-mark' })),
    h('h1', {}, 'Every message arrives. Once, and in order.'),
    h('p', {}, 'Herald carries notifications, chat and live data to people over connections that break, and tells them what they missed.'));
}

/** Development only: a token of one's choice. */
function choice(enter) {
  const told = h('p', { class: 'wrong', role: 'alert' });
  const choose = async ({ about, ...wanted }) => {
    try {
      enter(await demoToken(wanted), wanted);
    } catch (error) {
      told.textContent = explain(error);
    }
  };
  return h('div', { class: 'people-choice' }, ...PEOPLE.map((person) =>
    h('button', { type: 'button', on: { click: () => choose(person) } },
      icon(person.groups.includes('admin') ? 'dashboard' : person.groups.length ? 'send' : 'inbox'),
      h('span', {}, h('strong', {}, person.sub), h('small', {}, person.about)))), told);
}

function byToken(enter) {
  const token = h('textarea', { rows: 4, class: 'mono', required: true, autocomplete: 'off', spellcheck: 'false' });
  const form = h('form', { novalidate: true, on: { submit } },
    field('Token', 'token', token, 'A JSON Web Token from your identity provider. It is kept in this tab alone, until you close it.'),
    button('Sign in', { class: 'primary', type: 'submit' }));

  async function submit(event) {
    event.preventDefault();
    const given = token.value.trim();
    const read = claims(given);
    const wrong = !read?.sub ? 'is no JSON Web Token' : read.exp * 1000 <= Date.now() ? 'has expired' : await refused(given);
    if (wrong) showWrong(form, [{ field: 'token', message: `The token ${wrong}.` }]);
    else enter(given);
  }
  return form;
}

/** Asked over REST first: a socket that is refused does not tell the page why. */
async function refused(token) {
  try {
    const answer = await fetch('api/v1/inbox/unread', { headers: { Authorization: `Bearer ${token}` } });
    return answer.status === 401 ? 'is not accepted here' : null;
  } catch {
    return 'could not be checked: the service cannot be reached';
  }
}
