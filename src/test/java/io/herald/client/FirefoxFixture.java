package io.herald.client;

import io.herald.push.Database;
import io.herald.testing.HeraldProcess;
import io.herald.testing.PageServer;
import io.herald.testing.firefox.AutopushServer;
import io.herald.testing.firefox.Firefox;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** A site of another origin than Herald's, a Firefox, and the push service of both. */
final class FirefoxFixture implements AutoCloseable {

    /** The worker of a site that imports Herald's. Tells a page how many events it has handled. */
    private static final String WORKER = """
        self.herald = { url: '%1$s' };
        let handled = 0;
        const { waitUntil } = ExtendableEvent.prototype;
        ExtendableEvent.prototype.waitUntil = function (work) {
          waitUntil.call(this, work.finally(() => handled++));
        };
        self.addEventListener('message', ({ data, ports: [port] }) => data === 'handled' && port.postMessage(handled));
        importScripts('%1$s/client/herald-worker.js');\
        """;

    /** An expression of a page: the number of events that the worker has handled. */
    static final String HANDLED = """
        new Promise(async (resolve) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = ({ data }) => resolve(data);
          (await navigator.serviceWorker.getRegistration()).active.postMessage('handled', [port2]);
        })\
        """;

    private static final String PAGE = """
        <!doctype html><title>Shop</title>
        <script type="module">
          import { Herald } from '%1$s/client/herald.js';
          window.received = [];
          window.herald = new Herald({ url: '%1$s', token: () => localStorage.token });
          herald.on('notification', ({ data }) => received.push(data.title));
        </script>\
        """;

    private static final String KEY = "herald.push.vapid.private-key";

    final AutopushServer pushService;
    final Firefox firefox;
    private final PageServer site = PageServer.start();
    private final Map<String, String> settings;
    private HeraldProcess herald;

    private FirefoxFixture(AutopushServer pushService, Firefox firefox) {
        this.pushService = pushService;
        this.firefox = firefox;
        this.settings = new HashMap<>(Database.create().settings());
        settings.putAll(pushService.settings());
        settings.put("herald.auth.allowed-origins", origin());
        settings.put("herald.push.site", origin());
        settings.put("herald.push.after", "1s");
        settings.put(KEY, newKey());
        this.herald = HeraldProcess.start(settings);
        herald.awaitSchema();
        site.serve("/sw.js", WORKER.formatted(herald.baseUri()));
        site.serve("/shop", PAGE.formatted(herald.baseUri()));
        site.serve("/orders", PAGE.formatted(herald.baseUri()));
    }

    static FirefoxFixture open() {
        AutopushServer pushService = AutopushServer.start();
        try {
            return new FirefoxFixture(pushService, Firefox.start(pushService));
        } catch (RuntimeException missing) {
            pushService.close();
            throw missing;
        }
    }

    HeraldProcess herald() {
        return herald;
    }

    /** The origin of the site. */
    String origin() {
        return site.origin();
    }

    /** Serves a page with a bell, and the token of its user. */
    void serveBell(String token) {
        site.serve("/bell", BellPage.of(herald.baseUri()));
        site.serve("/herald-token", token);
    }

    /** Restarts Herald with a new key. The former one signs pushes to older subscriptions. */
    void rotateKey() {
        settings.put("herald.push.vapid.former-private-keys", settings.get(KEY));
        settings.put(KEY, newKey());
        settings.put("quarkus.http.port", Integer.toString(herald.baseUri().getPort()));
        herald.kill();
        herald = HeraldProcess.start(settings);
    }

    private static String newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----"
                    .formatted(Base64.getMimeEncoder().encodeToString(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable open : new AutoCloseable[] {firefox, herald, site, pushService}) {
            open.close();
        }
    }
}
