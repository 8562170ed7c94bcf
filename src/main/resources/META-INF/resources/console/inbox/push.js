import { button, explain, failure, h, loading, tool } from '../dom.js';
import { toggle } from '../form.js';
import { relativeTime } from '../time.js';

const TEXTS = {
  subscribed: 'Notifications appear on this device, also while this page is closed.',
  unsubscribed: 'Notifications appear only while this page is open.',
  denied: 'You have blocked the notifications of this site. Allow them in the settings of the browser.',
  'home-screen': 'On an iPhone or iPad, first add this page to the home screen: Share, Add to Home Screen. Then open it from there.',
  unsupported: 'This browser has no Web Push, or it has loaded this page over http.',
  disabled: 'Web Push is off on this server.',
};
/** Only in these states the switch has an effect. */
const CHANGEABLE = ['subscribed', 'unsubscribed'];

/** Subscribes this browser with the worker and the icon of the console. Call it from a click. */
export function subscribe(herald) {
  const worker = new URL('client/herald-worker.js', document.baseURI);
  worker.searchParams.set('icon', new URL('console/icon.png', document.baseURI).pathname);
  return herald.push.subscribe({ worker, scope: new URL('.', document.baseURI).pathname });
}

export function openPush(herald) {
  const body = h('div', { class: 'dialog-body' }, loading(3));
  const dialog = h('dialog', { 'aria-label': 'Push', on: { close } },
    h('div', { class: 'card-head' }, h('h2', {}, 'Push'), tool('Close', 'close', () => dialog.close())), body);
  const removeListener = herald.on('session.push', show);
  let latest = 0;

  function close() {
    removeListener();
    dialog.remove();
  }

  async function show() {
    const own = ++latest;
    try {
      const [push, subscriptions] = await Promise.all([herald.push.state(), devices(herald)]);
      if (own === latest) body.replaceChildren(...content(herald, push, subscriptions, show));
    } catch (error) {
      if (own === latest) body.replaceChildren(failure(error, show));
    }
  }

  document.body.append(dialog);
  dialog.showModal();
  show();
}

/** Returns the subscriptions of the user: none if Web Push is off on this server. */
async function devices(herald) {
  try {
    return (await herald.request('GET', 'push/subscriptions')).subscriptions;
  } catch (error) {
    if (error.code === 'not_found') return [];
    throw error;
  }
}

function content(herald, { state, id }, subscriptions, reload) {
  const isOn = state === 'subscribed';
  const errorText = h('p', { class: 'wrong', role: 'alert' });
  const attempt = async (action) => {
    try {
      errorText.textContent = '';
      await action();
    } catch (error) {
      errorText.textContent = explain(error);
    }
  };
  const setting = toggle('Push to this browser', 'push', TEXTS[state], isOn);
  const control = setting.querySelector('input');
  control.disabled = !CHANGEABLE.includes(state);
  control.addEventListener('change', async () => {
    control.disabled = true;
    await attempt(async () => {
      await (control.checked ? subscribe(herald) : herald.push.unsubscribe());
      await reload();
    });
    // After an error this form is still shown.
    control.checked = isOn;
    control.disabled = false;
  });
  const remove = (one) => attempt(async () => {
    if (one.id === id) await herald.push.unsubscribe();
    else await herald.request('DELETE', `push/subscriptions/${one.id}`);
    await reload();
  });
  const test = button('Send a test', { icon: 'bell' }, () => attempt(async () => {
    await herald.request('POST', 'push/test');
    sent.textContent = 'Sent to all devices.';
  }));
  const sent = h('span', { class: 'muted', role: 'status' });
  return [
    setting,
    errorText,
    subscriptions.length > 0 && h('ul', { class: 'devices', 'aria-label': 'Devices' }, ...subscriptions.map((one) => device(one, one.id === id, remove))),
    subscriptions.length > 0 && h('div', { class: 'actions' }, sent, test),
  ].filter(Boolean);
}

function device(one, isThis, remove) {
  const name = one.device ?? 'A browser';
  return h('li', {},
    h('div', {},
      h('strong', {}, name), ' ', isThis && h('span', { class: 'chip' }, 'this browser'),
      h('p', { class: 'muted' }, new URL(one.origin).hostname, ', ',
        one.lastPushedAt ? 'last push ' : 'added ', relativeTime(one.lastPushedAt ?? one.createdAt))),
    tool(`Remove: ${name}`, 'delete', () => remove(one), { class: 'tool danger' }));
}
