package io.herald.hooks;

import io.herald.push.Database;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two instances with hooks, on a database and a log of their own, shared by the tests that stop neither. They run from the first test
 * class that uses them until the process ends. Each test needs new users and rooms. Declare a static field with
 * {@link RegisterExtension}.
 */
final class HookInstances implements BeforeAllCallback {

    static final String FIRST_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static final String SECOND_SECRET = "whsec_C2FVsBQIhrscChlQIMVb5sSYspob7oD7";
    static final String BOTH_SECRETS = FIRST_SECRET + "," + SECOND_SECRET;

    /** Receives all events. */
    static final String ALL = "all";

    /** Its receiver accepts everything; one test disables it. */
    static final String PAUSED = "paused";

    /** Its receiver refuses the events of one test. */
    static final String STRICT = "strict";

    private @Nullable Started started;

    private record Started(HookReceiver receiver, Map<String, String> settings, HeraldProcess one, HeraldProcess two)
            implements AutoCloseable {

        static Started start() {
            HookReceiver receiver = HookReceiver.start();
            Map<String, String> settings = new TreeMap<>(Database.create().settings());
            settings.putAll(receiver.settings(ALL, BOTH_SECRETS, "rooms", "team-*"));
            settings.putAll(receiver.settings(PAUSED, FIRST_SECRET, "events", "user.online"));
            settings.putAll(receiver.settings(STRICT, FIRST_SECRET, "events", "user.online"));
            settings.putAll(receiver.server().settings());
            settings.putAll(presence());
            Started started =
                    new Started(receiver, settings, HeraldProcess.start(settings), HeraldProcess.start(settings));
            awaitHooks(started.one(), 3);
            return started;
        }

        @Override
        public void close() {
            one.close();
            two.close();
            receiver.close();
        }
    }

    /**
     * Settings with which a lost connection is announced after five seconds, and those of a killed instance soon, but a busy machine does
     * not make an instance look dead.
     */
    static Map<String, String> presence() {
        return Map.of("herald.drain.window", "2s", "herald.presence.ttl", "8s");
    }

    /** Waits until the hooks are registered: earlier events are not recorded. */
    static void awaitHooks(HeraldProcess instance, int hooks) {
        instance.awaitSchema();
        Await.until(
                "the hooks are registered",
                () -> HookReceiver.json(admin(instance).get("/api/v1/hooks").body())
                                .path("hooks")
                                .size()
                        == hooks);
    }

    static Api admin(HeraldProcess instance) {
        return new Api(instance.baseUri(), Tokens.of("root").groups("admin").sign());
    }

    static RawWebSocket open(HeraldProcess instance, String user, String room) {
        String token = Tokens.of(user)
                .herald(Map.of("join", List.of(room), "send", List.of(room)))
                .sign();
        RawWebSocket socket = RawWebSocket.open(instance.baseUri(), "?room=" + room, token);
        socket.await("ready");
        return socket;
    }

    HookReceiver receiver() {
        return running().receiver();
    }

    HeraldProcess one() {
        return running().one();
    }

    HeraldProcess two() {
        return running().two();
    }

    Database database() {
        return new Database(running().settings());
    }

    private Started running() {
        if (started == null) {
            throw new IllegalStateException("no test of this class is running");
        }
        return started;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        started = context.getStore(StoreScope.LAUNCHER_SESSION, Namespace.create(HookInstances.class))
                .computeIfAbsent(Started.class, first -> Started.start(), Started.class);
    }
}
