import { Herald } from 'herald-push-client';
import { createFormat, languages } from './texts.js';
import styles from '#styles/inbox';

/** @import { Texts } from 'herald-push-client/inbox' */

/** The service, if it has served this module. */
export const SERVICE = import.meta.url.match(/.*\/(?=client\/herald-inbox\.js$)/)?.[0];
/** @type {Set<HeraldElement>} */
const elements = new Set();
/** The client of elements without a client of their own. @type {Herald | undefined} */
let common;

/** The base of the components: the client, the texts and the styles. Importing it on a server is safe. */
export class HeraldElement extends /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? Object) {
  static observedAttributes = ['lang', 'mode', 'position'];

  root = this.attachShadow({ mode: 'open' });
  /** @type {Herald | undefined} */
  #own;
  /** @type {Herald | undefined} */
  #current;
  /** @type {Partial<Texts> | undefined} */
  #texts;
  /** @type {(() => void)[]} */
  #removals = [];
  format = createFormat('en');

  get herald() {
    return this.#current;
  }

  set herald(herald) {
    if (common === this.#own) common = undefined;
    this.#own = herald;
    common ??= herald;
    elements.forEach((element) => element.#attach());
  }

  get texts() {
    return this.#texts;
  }

  set texts(texts) {
    this.#texts = texts;
    this.attributeChangedCallback();
  }

  connectedCallback() {
    sheet ??= createSheet();
    this.root.adoptedStyleSheets = [sheet];
    // Properties that were set before the element was defined.
    for (const name of ['herald', 'texts']) {
      if (!Object.hasOwn(this, name)) continue;
      const value = /** @type {any} */ (this)[name];
      delete (/** @type {any} */ (this)[name]);
      /** @type {any} */ (this)[name] = value;
    }
    elements.add(this);
    const url = this.getAttribute('url');
    const tokenUrl = this.getAttribute('token-url');
    this.attributeChangedCallback();
    if (!this.#own && (url ?? tokenUrl) !== null) this.herald = createClient(url ?? SERVICE, tokenUrl);
    else this.#attach();
  }

  disconnectedCallback() {
    elements.delete(this);
    this.#detach();
  }

  /** Shows the element again, after a change of its language, texts or mode. */
  attributeChangedCallback() {
    if (!this.isConnected) return;
    const language = /** @type {HTMLElement} */ (this.closest('[lang]:not([lang=""])'))?.lang || navigator.language;
    this.format = createFormat(language, this.#texts);
    this.build();
    if (language.startsWith('de') && !languages.de) {
      import('./herald-inbox-de.js').then(({ default: de }) => {
        languages.de = { ...languages.en, ...de };
        this.attributeChangedCallback();
      });
    }
  }

  #attach() {
    const herald = this.#own ?? common;
    if (herald === this.#current) return;
    this.#detach();
    this.#current = herald;
    if (herald) this.#removals = this.attach(herald);
  }

  #detach() {
    this.#removals.splice(0).forEach((remove) => remove());
    if (this.#current) this.detach();
    this.#current = undefined;
  }

  /** Tells the page that the user selects a notification. Returns whether to follow its link. @param {object} detail @param {Event} event */
  select(detail, event) {
    const isFollowed = this.dispatchEvent(new CustomEvent('herald-select', { detail, bubbles: true, composed: true, cancelable: true }));
    if (!isFollowed) event.preventDefault();
    return isFollowed;
  }

  /** Creates the content. */
  build() {}

  /** Follows a client. Returns what removes its listeners. @param {Herald} _herald @returns {(() => void)[]} */
  attach(_herald) {
    return [];
  }

  /** Forgets the state of a client. */
  detach() {}
}

/** @type {CSSStyleSheet | undefined} */
let sheet;

function createSheet() {
  const created = new CSSStyleSheet();
  created.replaceSync(styles);
  return created;
}

/**
 * @param {string | undefined} url
 * @param {string | null} tokenUrl answers with the token as text; 401 and 403 mean that the user is signed out
 */
function createClient(url, tokenUrl) {
  const token = async () => {
    const response = await fetch(/** @type {string} */ (tokenUrl));
    if (response.ok) return (await response.text()).trim();
    if (response.status === 401 || response.status === 403) return '';
    throw new Error(`HTTP ${response.status}`);
  };
  return new Herald({ url, ...(tokenUrl !== null && { token }) });
}
