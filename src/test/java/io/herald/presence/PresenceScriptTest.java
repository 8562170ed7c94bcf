package io.herald.presence;

import static io.herald.redis.TestLog.KEYS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.redis.RealRedis;
import io.herald.redis.TestLog;
import io.herald.redis.connection.RedisScript;
import io.herald.testing.Await;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the script {@code presence} does after Redis has lost leases or entries. */
class PresenceScriptTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final String PREFIX = KEYS.own(0, "pr:");
    private static final RedisScript SCRIPT = RedisScript.load("presence");
    private static final int LONG = 60_000;

    /** The instance was killed after a flush, and before it could renew its lease. */
    @Test
    void a_user_whose_instance_has_no_lease_leaves_when_a_lease_would_have_ended() {
        set("alice", 1, 1);
        Await.until("the user has left", () -> {
            run("sweep", 10);
            return since("alice") == null;
        });
    }

    @Test
    void an_instance_whose_lease_was_lost_learns_it_even_if_it_has_set_an_entry_since() {
        renew();
        assertEquals(1, renew().get(0).toInteger());
        REDIS.flush();
        set("alice", 1, LONG);
        assertEquals(0, renew().get(0).toInteger());
        assertEquals(1, renew().get(0).toInteger());
    }

    @Test
    void a_renewal_returns_the_stored_entries_and_those_to_look_up() {
        set("alice", 2, LONG);
        Response reply = renew("ops", "alice", "ops", "bob");
        List<String> entries = new ArrayList<>();
        for (int i = 2; i < reply.size(); i += 3) {
            entries.add(reply.get(i) + " " + reply.get(i + 1) + " " + reply.get(i + 2));
        }
        assertEquals(List.of("ops alice 2", "ops alice 2", "ops bob 0"), entries);
        set("alice", 0, LONG);
        assertNull(since("alice"));
        assertTrue(renew().size() == 2, "no entry is left");
    }

    private static void set(String user, int connections, int lease) {
        run("set", "ops", user, "one", connections, 0, lease);
    }

    private static Response renew(Object... lookups) {
        List<Object> arguments = new ArrayList<>(List.of("lease", "one", LONG, 0, 100));
        arguments.addAll(List.of(lookups));
        return run(arguments.toArray());
    }

    private static Object since(String user) {
        return result(REDIS.links()
                .send(PREFIX, Request.cmd(Command.HGET).arg(PREFIX + "r:ops").arg(user)));
    }

    private static Response run(Object... operation) {
        List<Object> arguments = new ArrayList<>(
                List.of("0-0", TestLog.RETENTION.toMillis(), 1_000, "2026-01-01T00:00:00Z", 200, "", 1_000));
        arguments.addAll(List.of(operation));
        return result(REDIS.links().run(SCRIPT, List.of(KEYS.meta(0), KEYS.tail(0), PREFIX), arguments));
    }

    private static <T> T result(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
