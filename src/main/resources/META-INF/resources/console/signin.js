import { demonstration } from './demonstration.js';
import { button, explain, h, icon, svg } from './dom.js';
import { field, showErrors } from './form.js';
import { begin, complete, provider } from './oidc.js';
import { demoToken, hasDemo, session } from './session.js';
import { claims } from './token.js';

const page = document.getElementById('sign-in');
const CLAIM = { join: ['lobby', 'team-*'] };
const DEMO_USERS = [
  { sub: 'alice', herald: CLAIM, groups: [], description: 'Has an inbox, and may join lobby and team-*' },
  { sub: 'bob', herald: CLAIM, groups: [], description: 'The same rights, for a second window' },
  { sub: 'shop', herald: CLAIM, groups: ['publisher'], description: 'A publisher: may send notifications' },
  { sub: 'ops', herald: CLAIM, groups: ['publisher', 'admin'], description: 'An administrator: has all rights' },
];

/** Shows the sign-in page until a user has signed in. */
export async function signIn(message) {
  const [oidc, demo] = await Promise.all([provider(), hasDemo()]);
  const wire = demo && demonstration();
  return new Promise((resolve) => {
    const enter = (token, renewable) => {
      session.open(token, renewable);
      page.hidden = true;
      if (wire) wire.close();
      page.replaceChildren();
      resolve();
    };
    page.className = 'sign-in';
    page.replaceChildren(introduction(wire), h('main', { class: 'sign-in-form' },
      h('h2', {}, demo && !oidc ? 'Choose a demo user' : 'Sign in'),
      message && h('p', { class: 'failure', role: 'alert' }, message),
      oidc && providerButton(oidc),
      demo && demoUsers(enter),
      demo || oidc ? h('details', {}, h('summary', {}, 'Sign in with a token instead'), tokenForm(enter)) : tokenForm(enter)));
    page.hidden = false;
    page.querySelector('.sign-in-form button, .sign-in-form textarea').focus();
  });
}

function introduction(wire) {
  return h('header', { class: 'introduction' },
    svg('svg', { class: 'mark', 'aria-hidden': 'true' }, svg('use', { href: '#i-mark' })),
    h('h1', {}, 'Every event, once and in order.'),
    h('p', {}, 'Herald delivers notifications, chat messages and live data. A client that reconnects receives the events it missed.'),
    wire && wire.node);
}

function providerButton({ name }) {
  const errorText = h('p', { class: 'wrong', role: 'alert' });
  const open = button(`Sign in with ${name}`, { class: 'primary' }, async () => {
    open.disabled = true;
    await begin().catch((error) => {
      errorText.textContent = explain(error);
      open.disabled = false;
    });
  });
  return h('div', { class: 'provider' }, open, errorText);
}

/** Completes a sign-in if this page was opened by the provider. Returns the message for the sign-in page, if any. */
export async function completeSignIn() {
  try {
    const { token, oidc } = (await complete()) ?? {};
    if (!token) return undefined;
    const problem = await rejection(token);
    if (problem) return `You are signed in at the provider, but its token ${problem}.`;
    session.open(token, { oidc });
    return undefined;
  } catch (error) {
    return explain(error);
  }
}

/** The demo users of development mode. */
function demoUsers(enter) {
  const errorText = h('p', { class: 'wrong', role: 'alert' });
  const choose = async ({ description, ...request }) => {
    try {
      enter(await demoToken(request), { demo: request });
    } catch (error) {
      errorText.textContent = explain(error);
    }
  };
  return h('div', { class: 'demo-users' }, ...DEMO_USERS.map((user) =>
    h('button', { type: 'button', on: { click: () => choose(user) } },
      icon(user.groups.includes('admin') ? 'dashboard' : user.groups.length ? 'send' : 'inbox'),
      h('span', {}, h('strong', {}, user.sub), h('small', {}, user.description)))), errorText);
}

function tokenForm(enter) {
  const token = h('textarea', { rows: 4, class: 'mono', required: true, autocomplete: 'off', spellcheck: 'false' });
  const form = h('form', { novalidate: true, on: { submit } },
    field('Token', 'token', token, 'A JSON Web Token of your identity provider. The console stores it in this tab until you close it.'),
    button('Sign in', { class: 'primary', type: 'submit' }));

  async function submit(event) {
    event.preventDefault();
    const jwt = token.value.trim();
    const read = claims(jwt);
    const problem = !read?.sub ? 'is not a JSON Web Token' : read.exp * 1000 <= Date.now() ? 'has expired' : await rejection(jwt);
    if (problem) showErrors(form, [{ field: 'token', message: `The token ${problem}.` }]);
    else enter(jwt);
  }
  return form;
}

/** Checks the token with a REST call: a page cannot see why a handshake was refused. */
async function rejection(token) {
  try {
    const response = await fetch('api/v1/inbox/unread', { headers: { Authorization: `Bearer ${token}` } });
    return response.status === 401 ? 'is not accepted by this service' : null;
  } catch {
    return 'could not be checked: the service cannot be reached';
  }
}
