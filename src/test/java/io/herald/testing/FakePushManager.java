package io.herald.testing;

import com.microsoft.playwright.BrowserContext;

/**
 * Replaces the push manager and the permission in the pages of a browser session: Chromium subscribes at a push service of
 * its vendor. The session's storage keeps the subscription, as a browser does.
 */
public final class FakePushManager {

    /** A real point of the curve differs in each subscription, too. */
    private static final String SCRIPT = """
        (() => {
          const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
          const bytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
          const read = () => JSON.parse(localStorage.subscription ?? 'null');
          const subscription = (stored) => stored && {
            endpoint: stored.endpoint,
            options: { applicationServerKey: bytes(stored.key).buffer },
            toJSON: () => ({ endpoint: stored.endpoint, expirationTime: null, keys: { p256dh: stored.p256dh, auth: 'auth' } }),
            unsubscribe: async () => { delete localStorage.subscription; return true; },
          };
          PushManager.prototype.getSubscription = async () => subscription(read());
          PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
            if (!userVisibleOnly || read()) throw new DOMException('', 'InvalidStateError');
            const n = localStorage.subscriptions = Number(localStorage.subscriptions ?? 0) + 1;
            localStorage.subscription = JSON.stringify({ endpoint: `https://push.example.net/${n}`, key: applicationServerKey, p256dh: `point-${n}` });
            return subscription(read());
          };
          Object.defineProperty(Notification, 'permission', { get: () => localStorage.permission ?? 'default' });
          Notification.requestPermission = async () => (localStorage.permission ??= 'granted');
        })();\
        """;

    private FakePushManager() {}

    public static void addTo(BrowserContext session) {
        session.addInitScript(SCRIPT);
    }
}
