package io.herald.ops.drain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.herald.dev.FreePorts;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.Nginx;
import io.herald.testing.NotificationTraffic;
import io.herald.testing.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Restarts one instance after the other behind the proxy, while clients are connected. */
@Tag("extended")
class RollingRestartIT {

    private static final int STREAMS = 12;
    private static final int SOCKETS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final String run = UUID.randomUUID().toString();
    private final List<Integer> ports =
            Stream.generate(FreePorts::free).limit(3).toList();
    private final List<HeraldProcess> instances = new ArrayList<>();

    @BeforeEach
    void start() {
        assumeTrue(Nginx.isInstalled(), "SKIPPED: nginx is not installed, and no other test covers a rolling restart");
        ports.forEach(port -> instances.add(instance(port)));
    }

    @AfterEach
    void stop() {
        instances.forEach(HeraldProcess::close);
    }

    @Test
    void a_rolling_restart_loses_and_repeats_no_event() {
        List<String> users = IntStream.range(0, STREAMS)
                .mapToObj(n -> "roll-" + n + "-" + run)
                .toList();
        try (Nginx nginx = Nginx.inFrontOf(ports)) {
            Api api = new Api(nginx.uri(), Tokens.publisher("billing"));
            List<ResumingStream> streams = users.stream()
                    .map(user -> new ResumingStream(api, Tokens.of(user).sign()))
                    .toList();
            List<ResumingSocket> sockets = IntStream.range(0, SOCKETS)
                    .mapToObj(n -> socket(nginx, "sender-" + n))
                    .toList();
            sockets.forEach(ResumingSocket::start);
            NotificationTraffic traffic = NotificationTraffic.start(List.of(api), users);
            for (int i = 0; i < ports.size(); i++) {
                traffic.awaitMore(50);
                restart(i);
            }
            traffic.awaitMore(50);
            traffic.close();
            for (int n = 0; n < STREAMS; n++) {
                streams.get(n).assertComplete(acknowledged(traffic, users.get(n)));
            }
            Await.until(
                    "every sent message is acknowledged",
                    TIMEOUT,
                    () -> sockets.stream().allMatch(ResumingSocket::isDone));
            assertComplete(sockets);
            streams.forEach(ResumingStream::close);
            sockets.forEach(ResumingSocket::close);
        }
    }

    private void restart(int i) {
        assertTrue(Set.of(0, 143).contains(instances.get(i).terminate()));
        instances.get(i).close();
        instances.set(i, instance(ports.get(i)));
    }

    private static HeraldProcess instance(int port) {
        return HeraldProcess.start(Map.of("quarkus.http.port", Integer.toString(port), "herald.drain.window", "1s"));
    }

    private ResumingSocket socket(Nginx nginx, String name) {
        String room = "roll-" + run;
        Map<String, ?> rights = Map.of("join", List.of(room), "send", List.of(room));
        return new ResumingSocket(
                nginx.uri(), name, room, Tokens.of(name).herald(rights).sign());
    }

    private static List<Integer> acknowledged(NotificationTraffic traffic, String user) {
        return traffic.acknowledged(user).stream()
                .map(NotificationTraffic.Call::number)
                .toList();
    }

    private static void assertComplete(List<ResumingSocket> sockets) {
        Set<String> all = new HashSet<>();
        sockets.forEach(socket -> all.addAll(socket.acknowledged()));
        for (ResumingSocket socket : sockets) {
            awaitAll(all, socket::contents);
            List<String> received = socket.contents();
            assertEquals(new HashSet<>(received).size(), received.size(), "an event was repeated");
            assertEquals(List.of(), socket.texts("presence.left"), "a reconnected client was reported as left");
        }
        assertTrue(all.size() > 100, () -> "too few messages: " + all.size());
    }

    private static <T> void awaitAll(Collection<T> acknowledged, Supplier<List<T>> received) {
        Await.until("all acknowledged events are received", TIMEOUT, () -> {
            Set<T> missing = new TreeSet<>(acknowledged);
            missing.removeAll(Set.copyOf(received.get()));
            if (!missing.isEmpty()) {
                throw new IllegalStateException("missing: " + missing);
            }
            return true;
        });
    }
}
