/** Custom elements for the inbox; herald-inbox.d.ts documents them. */
import { HeraldInbox } from './inbox.js';
import { HeraldToasts } from './toasts.js';

export { languages } from './texts.js';
export { HeraldInbox, HeraldToasts };

// A server that renders pages has no custom elements. A page may contain this module twice.
/** @param {string} name @param {CustomElementConstructor} element */
const define = (name, element) => globalThis.customElements?.get(name) ?? globalThis.customElements?.define(name, element);
define('herald-inbox', HeraldInbox);
define('herald-toasts', HeraldToasts);
