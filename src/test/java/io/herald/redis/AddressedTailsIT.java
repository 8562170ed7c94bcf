package io.herald.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.NotificationTraffic;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Instances that read only the events for their own users, beside instances that read all. */
@Tag("extended")
class AddressedTailsIT {

    private static final String EVENTS_READ = "herald_tail_events_total";

    private final String run = UUID.randomUUID().toString();
    private final List<HeraldProcess> instances = new ArrayList<>();

    @AfterEach
    void stop() {
        instances.forEach(HeraldProcess::close);
    }

    private void start(String... tails) {
        Stream.of(tails)
                .map(AddressedTailsIT::settings)
                .map(HeraldProcess::start)
                .forEach(instances::add);
    }

    private static Map<String, String> settings(String tails) {
        return Map.of("herald.log.tails", tails, "herald.drain.window", "1s");
    }

    private Api publisher(int instance) {
        return new Api(instances.get(instance).baseUri(), Tokens.publisher("shop"));
    }

    private SseClient resume(int instance, String user, String cursor) {
        Api api = publisher(instance);
        String token = Tokens.of(user).sign();
        return cursor == null ? SseClient.open(api.stream(""), token) : SseClient.resume(api.stream(""), token, cursor);
    }

    @Test
    void an_instance_reads_no_events_for_users_of_other_instances() {
        start("addressed", "addressed");
        String user = "addressed-" + run;
        try (SseClient stream = resume(0, user, null)) {
            stream.await("ready");
            // Each instance reads the whole tail at first.
            Await.until("the other instance reads its own tail only", () -> {
                double before = publisher(1).metric(EVENTS_READ);
                for (int i = 0; i < 20; i++) {
                    publisher(0).notify(user, "probe");
                }
                publisher(0).post("/api/v1/channels/everyone/events", "{\"event\":\"mark\",\"data\":{}}");
                Await.until("the mark", () -> publisher(1).metric(EVENTS_READ) > before);
                return publisher(1).metric(EVENTS_READ) < before + 20;
            });
            publisher(1).notify(user, "last");
            stream.await(event -> event.data() != null && event.data().contains("\"last\""));
        }
    }

    /** The instances change from one setting to the other. One of them is killed, and another drains. */
    @Test
    void clients_that_move_between_instances_receive_each_event_once_and_in_order() {
        start("shared", "addressed", "addressed");
        List<String> users =
                IntStream.range(0, 9).mapToObj(n -> "move-" + n + "-" + run).toList();
        List<MovingClient> clients = users.stream().map(MovingClient::new).toList();
        clients.forEach(client -> client.moveTo(0));
        try (NotificationTraffic traffic = NotificationTraffic.start(List.of(publisher(0)), users)) {
            for (int round = 0; round < 9; round++) {
                if (round == 3) {
                    instances.get(1).kill();
                    instances.get(1).close();
                    instances.set(1, HeraldProcess.start(settings("shared")));
                } else if (round == 6) {
                    instances.get(2).terminate();
                    instances.get(2).close();
                    instances.set(2, HeraldProcess.start(settings("addressed")));
                }
                for (int i = 0; i < users.size(); i++) {
                    clients.get(i).moveTo((round + i) % instances.size());
                }
                traffic.awaitMore(60);
            }
            traffic.close();
            for (int i = 0; i < users.size(); i++) {
                clients.get(i).assertComplete(traffic.acknowledged(users.get(i)));
            }
        } finally {
            clients.forEach(MovingClient::close);
        }
    }

    private final class MovingClient implements AutoCloseable {
        private final String user;
        private final List<Integer> received = new ArrayList<>();
        private SseClient current;
        private String cursor;

        private MovingClient(String user) {
            this.user = user;
        }

        private void moveTo(int instance) {
            close();
            current = resume(instance, user, cursor);
            current.await("ready");
        }

        private void assertComplete(List<NotificationTraffic.Call> acknowledged) {
            List<Integer> expected =
                    acknowledged.stream().map(NotificationTraffic.Call::number).toList();
            Await.until(
                    "the last event",
                    () -> NotificationTraffic.numbers(current).contains(expected.get(expected.size() - 1)));
            close();
            assertEquals(List.copyOf(new TreeSet<>(received)), received, "an event was repeated or out of order");
            assertEquals(
                    List.of(),
                    expected.stream()
                            .filter(number -> !received.contains(number))
                            .toList(),
                    "lost");
        }

        @Override
        public void close() {
            if (current != null) {
                current.close();
                received.addAll(NotificationTraffic.numbers(current));
                cursor = current.lastEventId().orElse(cursor);
                current = null;
            }
        }
    }
}
