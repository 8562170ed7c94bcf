import { button, h } from '../dom.js';

/** @typedef {import('./herald-inbox-view.js').Owner} Owner */

/** Shows why nothing new arrives, and what the user can do about it. @param {Owner} owner @param {any} banner */
export function showConnection({ herald, format: { text } }, banner) {
  const { state, reason } = herald.status;
  const isSignedOut = reason === 'unauthorized' || reason === 'client';
  const key = isSignedOut ? 'signedOut' : state === 'closed' ? 'closed' : state === 'offline' || state === 'reconnecting' ? 'offline' : '';
  banner.hidden = !key;
  if (banner.dataset.key === key) return;
  banner.dataset.key = key;
  const retry = !isSignedOut && button(text(key === 'closed' ? 'connect' : 'retry'), () => herald.connect());
  banner.replaceChildren(...(key ? [h('span', {}, text(/** @type {any} */ (key))), retry].filter(Boolean) : []));
}
