/*! Herald, Apache-2.0: Web Push in this browser. herald.js loads this module on first use; herald.d.ts documents it. */

const WORKER = new URL('herald-worker.js', import.meta.url).href;
/** A push may arrive before the event itself. */
const EVENT_MS = 1_000;
const MAX_RECEIVED = 100;
/** The ids of the notifications that this tab has received: they survive a navigation within the site. */
const RECEIVED = 'herald.received';
/** A message to all tabs, which herald.js receives. A BroadcastChannel would keep the page out of the back/forward cache. */
const CHANGED = 'herald.push';

const pushes = new WeakMap();

/** Returns the push of a client. `emit` emits `session.push`. */
function pushOf(herald, HeraldError, emit) {
  if (!pushes.has(herald)) pushes.set(herald, new Push(herald, HeraldError, emit));
  return pushes.get(herald);
}

/** Renews the subscription of this browser, if there is one, and after a change in another tab. */
export const start = (herald, HeraldError, emit, isChanged) => pushOf(herald, HeraldError, emit).start(isChanged);
export const state = (...page) => pushOf(...page).state();
export const subscribe = (herald, HeraldError, emit, options) => pushOf(herald, HeraldError, emit).subscribe(options);
export const unsubscribe = (...page) => pushOf(...page).unsubscribe();

class Push {
  #herald;
  #Error;
  #emit;
  #last;
  #received = new Set(stored('sessionStorage', RECEIVED));
  #arrivals = new EventTarget();

  constructor(herald, HeraldError, emit) {
    this.#herald = herald;
    this.#Error = HeraldError;
    this.#emit = emit;
    herald.on('notification', ({ data }) => this.#onReceived(data.id));
    herald.on('inbox.badge', (badge) => this.#onBadge(badge));
    herald.on('inbox.changed', ({ data }) => data.state !== 'unread' && this.#closeShown((id) => !data.unread || data.ids.includes(id)));
    for (const event of ['notification.withdrawn', 'notification.replaced']) herald.on(event, ({ data }) => this.#closeShown((id) => id === data.id));
    addEventListener('pagehide', () => stored('sessionStorage', RECEIVED, [...this.#received]));
    navigator.serviceWorker?.addEventListener('message', ({ data, ports }) => this.#onMessage(data, ports));
    navigator.serviceWorker?.startMessages();
  }

  async start(isChanged) {
    if (isChanged || (!this.#last && (await store.get('subscription')))) await this.state();
  }

  /** One tab at a time: the first that finds a subscription outdated renews it, and the others find the new one. */
  async state() {
    const next = await exclusively(() => this.#inspect());
    if (JSON.stringify(next) !== JSON.stringify(this.#last)) {
      this.#last = next;
      this.#emit(next);
    }
    return next;
  }

  async subscribe({ worker = WORKER, scope = '/', device = deviceName() } = {}) {
    const unsupported = unsupportedState();
    if (unsupported) throw new this.#Error('unsupported', unsupported === 'home-screen' ? 'Add this site to the home screen first.' : undefined);
    if (navigator.userActivation?.isActive === false) throw new this.#Error('invalid', 'Call it from a click.');
    if ((await Notification.requestPermission()) !== 'granted') throw new this.#Error('denied', 'The user does not allow notifications.');
    const record = { worker: this.#checkWorker(worker), scope, device };
    await exclusively(async () => this.#register(record, await this.#key()));
    return this.#announce();
  }

  async unsubscribe() {
    await exclusively(async () => {
      const record = await store.get('subscription');
      if (!record) return;
      const registration = await navigator.serviceWorker.getRegistration(record.scope);
      const subscription = await registration?.pushManager.getSubscription();
      const isEnded = !subscription || (await subscription.unsubscribe().catch(() => false));
      await this.#herald.request('DELETE', `push/subscriptions/${record.id}`).catch((error) => {
        // If the push service refuses further pushes, the service removes the subscription by itself.
        if (!isEnded && error.code !== 'not_found') throw error;
      });
      await this.#closeShown(() => true);
      navigator.clearAppBadge?.().catch(() => {});
      await store.delete('subscription');
    });
    return this.#announce();
  }

  #announce() {
    stored('localStorage', CHANGED, Date.now());
    return this.state();
  }

  async #inspect() {
    const unsupported = unsupportedState();
    if (unsupported) return { state: unsupported };
    const key = await this.#key().catch((error) => {
      if (error.code === 'not_found') return null;
      throw error;
    });
    if (!key) return { state: 'disabled' };
    if (Notification.permission === 'denied') return { state: 'denied' };
    const id = Notification.permission === 'granted' && (await this.#currentId(key));
    if (!id) return { state: 'unsubscribed' };
    this.#readClicked().catch(() => {});
    return { state: 'subscribed', id };
  }

  /**
   * Returns the id of this browser's subscription, if it is the user's: they may have removed it on another device, and another
   * user of this browser may have subscribed. Replaces one that has another key than the service now has.
   */
  async #currentId(key) {
    const record = await store.get('subscription');
    const registration = record && (await navigator.serviceWorker.getRegistration(record.scope));
    if (!registration) return null;
    const subscription = await registration.pushManager.getSubscription();
    const isReplaced = subscription?.toJSON().keys.p256dh !== record.p256dh;
    const { subscriptions } = await this.#herald.request('GET', 'push/subscriptions');
    if (!subscriptions.some(({ id }) => id === record.id)) {
      if (!record.user || record.user !== this.#herald.user) return null;
      // The service has removed the subscription after the push service ended it, or the user has removed it elsewhere.
      if (!isReplaced) {
        await store.delete('subscription');
        return null;
      }
    }
    return !isReplaced && keyOf(subscription) === key ? record.id : this.#register(record, key);
  }

  async #register(record, key) {
    const registration = await this.#registration(record);
    let subscription = await registration.pushManager.getSubscription();
    if (subscription && keyOf(subscription) !== key) {
      await subscription.unsubscribe();
      subscription = null;
    }
    subscription ??= await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }).catch((error) => {
      throw error.name === 'NotAllowedError'
        ? new this.#Error('denied', 'The user does not allow notifications.')
        : new this.#Error('unavailable', `The push service of the browser: ${error.message}`);
    });
    const { endpoint, expirationTime, keys } = subscription.toJSON();
    const { device } = record;
    const { id } = await this.#herald.request('PUT', 'push/subscriptions', { endpoint, expirationTime, keys, device, key });
    await store.put('subscription', { ...record, id, key, p256dh: keys.p256dh, user: this.#herald.user });
    if (record.id && record.id !== id) await this.#herald.request('DELETE', `push/subscriptions/${record.id}`).catch(() => {});
    return id;
  }

  /** A push needs an active worker. A worker with the same scope would be replaced, so another one is refused. */
  async #registration({ worker, scope }) {
    const existing = await navigator.serviceWorker.getRegistration(scope);
    const script = existing && (existing.active ?? existing.waiting ?? existing.installing)?.scriptURL;
    if (script && existing.scope === new URL(scope, location.href).href && pathOf(script) !== pathOf(worker)) {
      throw new this.#Error('conflict', 'This site has a service worker. Import herald-worker.js there, and name it in the option worker.');
    }
    const registration = await navigator.serviceWorker.register(worker, { scope });
    if (registration.active) return registration;
    const installing = registration.installing ?? registration.waiting;
    return new Promise((resolve, reject) => {
      installing.addEventListener('statechange', () => {
        if (installing.state === 'activated') resolve(registration);
        if (installing.state === 'redundant') reject(new this.#Error('unavailable', 'The service worker could not be installed.'));
      });
    });
  }

  #checkWorker(worker) {
    const url = new URL(worker, location.href);
    if (url.origin === location.origin) return url.href;
    throw new this.#Error('invalid', 'A service worker is of the origin of its page. Serve one that imports herald-worker.js, and name it in the option worker.');
  }

  async #key() {
    return (await this.#herald.request('GET', 'push/key')).key;
  }

  #onReceived(id) {
    if (this.#received.add(id).size > MAX_RECEIVED) this.#received.delete(this.#received.values().next().value);
    this.#arrivals.dispatchEvent(new Event(id));
  }

  /** The worker asks whether this page shows a notification, asks it to mark one as read, or has replaced the subscription. */
  async #onMessage(data, [port]) {
    const { herald: question, id } = data ?? {};
    if (question === 'changed') return void this.state().catch(() => {});
    const isTrue = (question === 'shown' && (await this.#hasReceived(id))) || (question === 'read' && (await this.#read(id)));
    if (isTrue) port.postMessage(true);
  }

  #read(id) {
    return this.#herald.inbox.read(id).then(() => true, () => false);
  }

  /** Reading on any device also lowers the number at the icon of an installed site. */
  #onBadge({ unread }) {
    if (this.#last?.state === 'subscribed') navigator.setAppBadge?.(unread).catch(() => {});
  }

  #hasReceived(id) {
    if (this.#received.has(id)) return true;
    return new Promise((resolve) => {
      this.#arrivals.addEventListener(id, () => resolve(true), { once: true });
      setTimeout(() => resolve(this.#received.has(id)), EVENT_MS);
    });
  }

  /** Marks as read what was clicked while no page was open that could do it. */
  async #readClicked() {
    for (const key of await store.keys()) {
      const [kind, id] = key.split(' ');
      if (kind !== 'read') continue;
      const isDone = await this.#herald.inbox.read(id).then(() => true, ({ code }) => code === 'not_found' || code === 'invalid');
      if (isDone) await store.delete(key);
    }
  }

  /** Closes notifications that were read elsewhere, or withdrawn, or belong to a user who signs out. */
  async #closeShown(isGone) {
    const record = await store.get('subscription').catch(() => null);
    const registration = record && (await navigator.serviceWorker.getRegistration(record.scope));
    for (const one of (await registration?.getNotifications()) ?? []) {
      if (one.data?.herald && isGone(one.data.id)) one.close();
    }
  }
}

/** Returns why this browser cannot have a subscription. On iOS and iPadOS, only sites on the home screen can. */
function unsupportedState() {
  if (navigator.serviceWorker && 'PushManager' in globalThis && 'Notification' in globalThis) return null;
  return isSecureContext && navigator.standalone === false ? 'home-screen' : 'unsupported';
}

function exclusively(task) {
  return navigator.locks ? navigator.locks.request('herald push', task) : task();
}

function keyOf({ options }) {
  const bytes = String.fromCharCode(...new Uint8Array(options.applicationServerKey));
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The query holds settings, so two addresses of a worker may differ by it. */
function pathOf(url) {
  return url.split('?')[0];
}

/** A name by which the user recognizes this browser in the list of their devices: "Firefox on Linux". */
function deviceName() {
  const agent = navigator.userAgent;
  const browser = [['Edg', 'Edge'], ['OPR', 'Opera'], ['Firefox'], ['FxiOS', 'Firefox'], ['Chrome'], ['CriOS', 'Chrome'], ['Safari']].find(([name]) => agent.includes(name));
  const system = [['iPhone'], ['iPad'], ['Android'], ['Windows'], ['Mac OS', 'macOS'], ['CrOS', 'ChromeOS'], ['Linux']].find(([name]) => agent.includes(name));
  return [browser, system].map((one) => one?.at(-1)).filter(Boolean).join(' on ') || 'A browser';
}

/** Stores a value, if there is one, and returns the stored one. A private window may have no storage, or one that throws. */
function stored(area, key, value) {
  try {
    if (value) globalThis[area][key] = JSON.stringify(value);
    return JSON.parse(globalThis[area][key]);
  } catch {
    return null;
  }
}

/** What the pages and the worker share; herald-worker.js has the same. */
const store = {
  get: (key) => transact('readonly', (entries) => entries.get(key)),
  keys: () => transact('readonly', (entries) => entries.getAllKeys()),
  put: (key, value) => transact('readwrite', (entries) => entries.put(value, key)),
  delete: (key) => transact('readwrite', (entries) => entries.delete(key)),
};

function transact(mode, operation) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('herald');
    opening.onupgradeneeded = () => opening.result.createObjectStore('push');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction('push', mode);
      const request = operation(transaction.objectStore('push'));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
      opening.result.close();
    };
  });
}
