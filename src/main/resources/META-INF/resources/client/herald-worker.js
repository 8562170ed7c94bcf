/*! Herald, Apache-2.0: the service worker of Web Push, on its own or imported by the worker of a site (importScripts). */
(() => {
  'use strict';

  const isImported = !self.location.pathname.endsWith('/herald-worker.js');
  /** An importing worker sets `self.herald` before. A worker on its own has `icon` and `badge` in the query of its URL. */
  const config = isImported ? { ...self.herald } : Object.fromEntries(new URLSearchParams(self.location.search));
  const service = new URL(config.url ?? (isImported ? '/' : '..'), self.location).href.replace(/\/$/, '');
  const { icon, badge, actions = [{ action: 'read', title: 'Mark as read' }] } = config;
  /** A page waits a second for a notification that the service has pushed and that is still on the way to the page. */
  const ANSWER_MS = 1_500;

  if (!isImported) self.addEventListener('install', () => self.skipWaiting());

  self.addEventListener('push', (event) => {
    const message = parse(event.data);
    if (message) event.waitUntil(show(message));
  });

  self.addEventListener('notificationclick', (event) => {
    const { action, notification } = event;
    // Other notifications, and other actions, are those of the importing worker.
    if (!notification.data?.herald || (action && action !== 'read')) return;
    notification.close();
    event.waitUntil(open(notification.data, action));
  });

  self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(resubscribe(event.newSubscription)));

  /** Returns the notification of a push of Herald, or nothing. */
  function parse(data) {
    try {
      const { web_push: version, notification } = data.json();
      return version === 8030 && notification;
    } catch {
      return null;
    }
  }

  async function show({ title, body, tag, silent, navigate, app_badge: unread, data = {} }) {
    if (unread !== undefined) self.navigator.setAppBadge?.(Number(unread)).catch(() => {});
    // A test notification has no id, and is in no inbox.
    if (data.id && (await isShownByPage(data.id))) return;
    await self.registration.showNotification(title, { body, tag, silent, icon, badge, actions, data: { ...data, navigate, herald: true } });
  }

  /**
   * Whether a visible page has received the notification. A subscription promises to show a notification for each push
   * (`userVisibleOnly`), and browsers treat a push without one differently:
   *
   * - Chromium allows it while a page of the site is visible. Otherwise it is charged to a budget that depends on how much the
   *   site is used; once that is spent, Chromium shows a notification with a text of its own.
   * - Firefox charges it to a quota, which a visit to the site, and thus an open page, restores. Once that is spent, the
   *   subscription ends.
   * - Safari ends all subscriptions of the site at the third, visible page or not. Its pushes are therefore always shown.
   *   From 18.4 on, Safari shows this payload by itself, without the worker.
   */
  async function isShownByPage(id) {
    const subscription = await self.registration.pushManager.getSubscription();
    if (subscription && new URL(subscription.endpoint).hostname.endsWith('.push.apple.com')) return false;
    const visible = (await windows()).filter(({ visibilityState }) => visibilityState === 'visible');
    return ask(visible, { herald: 'shown', id });
  }

  const windows = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true });

  /** Asks the pages, and returns whether one of them agrees in time. A page without Herald does not answer, nor one that disagrees. */
  function ask(pages, question) {
    const answers = pages.map((page) => new Promise((resolve, reject) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(true);
      setTimeout(reject, ANSWER_MS);
      page.postMessage(question, [port2]);
    }));
    return Promise.any(answers).catch(() => false);
  }

  async function open({ id, link, navigate }, action) {
    // A page that is opened now marks it as read if neither an open page nor a cookie can do so.
    const stored = id && store.put(`read ${id}`, Date.now()).catch(() => {});
    if (!action) await openPage(link, new URL(navigate ?? link ?? '/', self.registration.scope).href);
    if (id && (await markRead(id))) await stored.then(() => store.delete(`read ${id}`));
  }

  /** Focuses the page of the link, or without a link any page of the site. Browsers allow both only for a short time after the click. */
  async function openPage(link, address) {
    const pages = (await windows()).filter(({ frameType }) => frameType !== 'nested');
    const page = pages.find(({ url }) => url === address) ?? (link ? null : pages[0]);
    await (page ? page.focus() : self.clients.openWindow(address)).catch(() => {});
  }

  /** By an open page, which may have a token, or with the cookie. */
  async function markRead(id) {
    if (await ask(await windows(), { herald: 'read', id })) return true;
    const response = await call('POST', `inbox/${encodeURIComponent(id)}/read`);
    return response?.ok;
  }

  /** The browser has replaced the subscription. Without a cookie, the next page of the site registers the new one. */
  async function resubscribe(replacement) {
    const record = await store.get('subscription');
    if (!record) return;
    const subscription = replacement
      ?? (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: record.key }));
    await register(record, subscription.toJSON());
    for (const page of await windows()) page.postMessage({ herald: 'changed' });
  }

  /** Replaces the subscription at the service with the cookie, unless that is the cookie of another user. */
  async function register(record, { endpoint, expirationTime, keys }) {
    const { key, device } = record;
    const { subscriptions } = await json(call('GET', 'push/subscriptions'));
    if (!subscriptions?.some(({ id }) => id === record.id)) return;
    const { id } = await json(call('PUT', 'push/subscriptions', { endpoint, expirationTime, keys, device, key }));
    if (!id) return;
    await store.put('subscription', { ...record, id, p256dh: keys.p256dh });
    if (id !== record.id) await call('DELETE', `push/subscriptions/${record.id}`);
  }

  /** Returns the body of an answer, or an empty object if the call has failed. */
  async function json(answer) {
    const response = await answer;
    return response?.ok ? response.json() : {};
  }

  function call(method, path, body) {
    const request = { method, credentials: 'include', cache: 'no-store' };
    if (body) Object.assign(request, { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    return fetch(`${service}/api/v1/${path}`, request).catch(() => null);
  }

  /** What the worker and the pages share; herald-push.js has the same. */
  const store = {
    get: (key) => transact('readonly', (entries) => entries.get(key)),
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
})();
