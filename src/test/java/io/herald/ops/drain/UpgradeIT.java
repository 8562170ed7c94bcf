package io.herald.ops.drain;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.herald.dev.FreePorts;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.Nginx;
import io.herald.testing.NotificationTraffic;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.RedisServerProcess;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An upgrade from an earlier version and the rollback, one instance at a time, behind the proxy. {@code bin/upgrade-check} runs it. */
class UpgradeIT {

    /** The executable jar of the earlier version. */
    private static final String FORMER = "HERALD_FORMER_JAR";

    private static final Pattern UNREAD = Pattern.compile("\"unread\":(\\d+)");

    private final String run = UUID.randomUUID().toString();
    private final List<Integer> ports =
            Stream.generate(FreePorts::free).limit(2).toList();
    private final List<HeraldProcess> instances = new ArrayList<>();
    private final List<AutoCloseable> servers = new ArrayList<>();
    private final Map<String, String> settings = new TreeMap<>(TestServers.settings());

    @BeforeEach
    void start() {
        assumeTrue(System.getenv(FORMER) != null, "SKIPPED: no earlier version, see bin/upgrade-check");
        assumeTrue(Nginx.isInstalled(), "SKIPPED: nginx is not installed");
        PostgresServerProcess postgres = PostgresServerProcess.started();
        RedisServerProcess redis = RedisServerProcess.started();
        servers.addAll(List.of(postgres, redis));
        settings.putAll(postgres.settings());
        settings.putAll(redis.settings());
        settings.put("herald.drain.window", "1s");
        ports.forEach(port -> instances.add(former(port)));
    }

    @AfterEach
    void stop() throws Exception {
        instances.forEach(HeraldProcess::close);
        for (AutoCloseable server : servers) {
            server.close();
        }
    }

    @Test
    void an_upgrade_and_a_rollback_lose_and_repeat_no_event() {
        List<String> users =
                IntStream.range(0, 6).mapToObj(n -> "upgrade-" + n + "-" + run).toList();
        try (Nginx nginx = Nginx.inFrontOf(ports)) {
            Api api = new Api(nginx.uri(), Tokens.publisher("billing"));
            List<ResumingStream> streams = users.stream()
                    .map(user -> new ResumingStream(api, Tokens.of(user).sign()))
                    .toList();
            NotificationTraffic traffic = NotificationTraffic.start(List.of(api), users);
            traffic.awaitMore(100);
            for (int i = 0; i < ports.size(); i++) {
                replace(i, this::current);
                traffic.awaitMore(200);
            }
            for (int i = 0; i < ports.size(); i++) {
                replace(i, this::former);
                traffic.awaitMore(200);
            }
            traffic.close();
            for (int n = 0; n < users.size(); n++) {
                List<Integer> acknowledged = traffic.acknowledged(users.get(n)).stream()
                        .map(NotificationTraffic.Call::number)
                        .toList();
                streams.get(n).assertComplete(acknowledged);
                awaitInbox(nginx, users.get(n), acknowledged.size());
            }
            streams.forEach(ResumingStream::close);
        }
    }

    private void replace(int i, IntFunction<HeraldProcess> version) {
        assertTrue(Set.of(0, 143).contains(instances.get(i).terminate()));
        instances.get(i).close();
        instances.set(i, version.apply(ports.get(i)));
    }

    private HeraldProcess current(int port) {
        return ready(HeraldProcess.launchPackaged(at(port)));
    }

    private HeraldProcess former(int port) {
        List<String> command = List.of(HeraldProcess.java(), "-Xmx256m", "-jar", System.getenv(FORMER));
        return ready(HeraldProcess.launch(at(port), command));
    }

    private Map<String, String> at(int port) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("quarkus.http.port", Integer.toString(port));
        return all;
    }

    private static HeraldProcess ready(HeraldProcess instance) {
        try {
            instance.awaitReady();
            instance.awaitSchema();
            return instance;
        } catch (AssertionError e) {
            throw new AssertionError(String.join("\n", instance.log()), e);
        }
    }

    /** Calls whose connection broke may have been accepted, too. */
    private static void awaitInbox(Nginx nginx, String user, int acknowledged) {
        Api own = new Api(nginx.uri(), Tokens.of(user).sign());
        Await.until("the inbox of " + user + " is complete", Duration.ofSeconds(60), () -> {
            Matcher unread = UNREAD.matcher(own.get("/api/v1/inbox/unread").body());
            return unread.find() && Integer.parseInt(unread.group(1)) >= acknowledged;
        });
    }
}
