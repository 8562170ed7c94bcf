package io.herald.testing;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Notifies several users in turn over several instances, and records the status of each call. */
public final class NotificationTraffic implements AutoCloseable {

    private static final Pattern TITLE = Pattern.compile("\"title\":\"n(\\d+)\"");

    /** Without pauses, the calls would take a whole core from the instances that start meanwhile. */
    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

    public record Call(String user, int number, int status) {

        public boolean isAcknowledged() {
            return status == 202;
        }
    }

    private final List<Api> instances;
    private final List<String> users;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "traffic");
    private volatile boolean stopped;

    private NotificationTraffic(List<Api> instances, List<String> users) {
        this.instances = instances;
        this.users = users;
        thread.start();
    }

    public static NotificationTraffic start(List<Api> instances, List<String> users) {
        return new NotificationTraffic(instances, users);
    }

    /** Returns all calls so far, in order. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    public List<Call> acknowledged(String user) {
        return calls().stream()
                .filter(call -> call.user().equals(user) && call.isAcknowledged())
                .toList();
    }

    /** Waits until so many more calls are answered. */
    public void awaitMore(int count) {
        int before = calls.size();
        Await.until(count + " more calls", () -> calls.size() >= before + count);
    }

    /** Waits until two consecutive rounds are accepted for every user. */
    public void awaitRoundWithoutRejection() {
        Await.until("a round without rejection", () -> {
            List<Call> all = calls();
            List<Call> last = all.subList(Math.max(0, all.size() - 2 * users.size()), all.size());
            return last.size() == 2 * users.size() && last.stream().allMatch(Call::isAcknowledged);
        });
    }

    /** Returns the numbers of the notifications that a stream received, in order of arrival. */
    public static List<Integer> numbers(SseClient stream) {
        return stream.events("notification").stream()
                .map(event -> TITLE.matcher(event.data()))
                .filter(Matcher::find)
                .map(title -> Integer.valueOf(title.group(1)))
                .toList();
    }

    private void run() {
        for (int number = 0; !stopped; number++) {
            String user = users.get(number % users.size());
            // A second number of users after each round, so that every user is notified through every instance.
            Api instance = instances.get((number + number / users.size()) % instances.size());
            calls.add(new Call(user, number, status(instance, user, "n" + number)));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Returns zero if the connection broke: the call may have been accepted or not. */
    private static int status(Api instance, String user, String title) {
        try {
            return instance.notify(user, title).statusCode();
        } catch (UncheckedIOException disconnected) {
            return 0;
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
