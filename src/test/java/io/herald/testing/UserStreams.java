package io.herald.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.NotificationTraffic.Call;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** An open stream for each of several users, spread over instances, and the delivery guarantee for all of them. */
public final class UserStreams implements AutoCloseable {

    private final Map<String, SseClient> byUser = new TreeMap<>();

    private UserStreams() {}

    public static UserStreams open(List<Api> instances, List<String> users) {
        UserStreams streams = new UserStreams();
        for (int i = 0; i < users.size(); i++) {
            Api instance = instances.get(i % instances.size());
            String user = users.get(i);
            streams.byUser.put(
                    user, SseClient.open(instance.stream(""), Tokens.of(user).sign()));
        }
        streams.byUser.values().forEach(stream -> stream.await("ready"));
        return streams;
    }

    public SseClient of(String user) {
        return byUser.get(user);
    }

    /** Returns the partition of the user, with which the cursor starts if the log has several partitions. */
    public int partition(String user) {
        return Integer.parseInt(of(user).await("ready").id().split("\\.", 2)[0]);
    }

    /** Asserts that each stream has all acknowledged events once and in order, or a reset if events are missing. */
    public void assertLossesReported(NotificationTraffic traffic) {
        byUser.forEach((user, stream) -> {
            List<Call> acknowledged = traffic.acknowledged(user);
            int last = acknowledged.get(acknowledged.size() - 1).number();
            Await.until(
                    "the last event of " + user,
                    () -> NotificationTraffic.numbers(stream).contains(last));
            List<Integer> received = NotificationTraffic.numbers(stream);
            assertEquals(List.copyOf(new TreeSet<>(received)), received, "events repeated or out of order");
            assertFalse(stream.hasEnded(), user);
            List<Integer> missing = acknowledged.stream()
                    .map(Call::number)
                    .filter(number -> !received.contains(number))
                    .toList();
            assertTrue(missing.isEmpty() || !stream.events("reset").isEmpty(), user + " misses " + missing);
        });
    }

    @Override
    public void close() {
        byUser.values().forEach(SseClient::close);
    }
}
