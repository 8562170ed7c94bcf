import { button, h } from '../dom.js';
import styles from '#styles/settings';
import { TEXTS } from './texts.js';

/** @import { Herald, Preferences } from 'herald-push-client' */
/** @typedef {import('../view/row.js').Format} Format */

/**
 * What an inbox offers to its settings.
 *
 * @typedef {object} Owner
 * @property {Herald} herald
 * @property {Format} format
 * @property {ShadowRoot} root
 * @property {string} worker the service worker of the site, if Web Push is possible
 * @property {(change: Promise<unknown>) => void} attempt reports a failure
 */

const ASKED = 'herald.asked';

/** @type {('push' | 'inboxOnly' | 'mute')[]} */
const MODES = ['push', 'inboxOnly', 'mute'];

/** @param {string} label @param {string} info @param {boolean} checked @param {boolean} disabled @param {(input: HTMLInputElement) => void} change */
const toggle = (label, info, checked, disabled, change) => {
  const input = h('input', { type: 'checkbox', role: 'switch', part: 'switch', checked, disabled, change: () => change(input) });
  return h('label', { part: 'setting' }, h('span', {}, label, info && h('small', {}, info)), input);
};

/**
 * Shows the settings of the user; each change is saved at once.
 *
 * @param {Owner} owner
 * @param {string[]} names of further categories of the site
 */
export async function settingsForm(owner, names) {
  const { herald, worker, attempt } = owner;
  const text = textsOf(owner);
  const [saved, { byCategory }, push] = await Promise.all([herald.inbox.preferences(), herald.inbox.unread(), worker && pushState(herald)]);
  const { categories = {}, quietHours } = saved;
  const zone = quietHours?.zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const times = { from: '22:00', to: '07:00', ...quietHours };
  let isQuiet = Boolean(quietHours);

  const savePreferences = () => {
    const { from, to } = times;
    const chosen = Object.entries(categories).filter(([, mode]) => mode !== 'push');
    attempt(herald.inbox.preferences({ categories: Object.fromEntries(chosen), ...(isQuiet && { quietHours: { from, to, zone } }) }));
  };
  const hour = (/** @type {'from' | 'to'} */ name) =>
    h('label', {}, text(name), ' ', h('input', { type: 'time', value: times[name], required: true, change: (/** @type {any} */ { target }) => {
      times[name] = target.value || times[name];
      savePreferences();
    } }));
  const hours = h('div', { part: 'hours', hidden: !isQuiet }, hour('from'), hour('to'));
  const select = (/** @type {string} */ name) =>
    h('label', { part: 'setting' }, name, h('select', { change: (/** @type {any} */ { target }) => {
      categories[name] = target.value;
      savePreferences();
    } }, ...MODES.map((mode) => h('option', { value: mode, selected: mode === (categories[name] ?? 'push') }, text(mode === 'push' ? 'notify' : mode)))));
  const all = [...new Set([...names, ...Object.keys(categories), ...Object.keys(byCategory)])].filter(Boolean).sort();

  return h('div', { part: 'settings' },
    push && toggle(text('push'), text(PUSH_TEXTS[push] ?? 'pushInfo'), push === 'subscribed', Boolean(PUSH_TEXTS[push]), (input) => {
      const change = input.checked ? herald.push.subscribe({ worker }) : herald.push.unsubscribe();
      attempt(change);
      input.disabled = true;
      change.catch(() => {}).then(async () => {
        input.checked = (await pushState(herald)) === 'subscribed';
        input.disabled = false;
      });
    }),
    toggle(text('quiet'), text('quietInfo'), isQuiet, false, (input) => {
      isQuiet = input.checked;
      hours.hidden = !isQuiet;
      savePreferences();
    }),
    hours,
    all.length > 0 && h('h3', { part: 'day' }, text('categories')), ...all.map(select));
}

/** @type {Record<string, 'denied' | 'homeScreen'>} */
const PUSH_TEXTS = { denied: 'denied', 'home-screen': 'homeScreen' };

/** @param {Owner} owner @returns {(key: string) => string} */
function textsOf({ format: { locale, texts }, root }) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets[2] ??= sheet;
  return (key) => /** @type {any} */ (texts)[key] ?? (TEXTS[locale.slice(0, 2)] ?? TEXTS.en)[key];
}

/** Asks the user once whether to turn on Web Push. @param {Owner} owner @param {HTMLElement} prompt */
export async function askForPush(owner, prompt) {
  const { herald, worker, attempt } = owner;
  if (stored() || (await pushState(herald)) !== 'unsubscribed') return;
  const text = textsOf(owner);
  const end = () => {
    stored('no');
    prompt.hidden = true;
  };
  prompt.replaceChildren(h('span', {}, text('ask')), button(text('turnOn'), () => {
    end();
    attempt(herald.push.subscribe({ worker }));
  }), button(text('later'), end));
  prompt.hidden = false;
}

/** Remembers that the user was asked. A private window may have no storage. @param {string} [value] */
function stored(value) {
  try {
    if (value) localStorage[ASKED] = value;
    return localStorage[ASKED];
  } catch {
    return 'no';
  }
}

/** Returns the state of Web Push, or nothing if it is out of the question. @param {Herald} herald */
const pushState = (herald) =>
  herald.push.state().then(({ state }) => (['unsupported', 'disabled'].includes(state) ? undefined : state), () => undefined);
