package io.herald.hooks;

import static io.herald.hooks.HookInstances.BOTH_SECRETS;
import static io.herald.hooks.HookInstances.FIRST_SECRET;
import static io.herald.hooks.HookInstances.SECOND_SECRET;
import static io.herald.hooks.HookInstances.open;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.herald.hooks.HookReceiver.Received;
import io.herald.push.Database;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.RawWebSocket;
import io.herald.testing.TestPushService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Users flap, an instance is killed, one receiver refuses everything for a time, and one does not answer: each receiver has every
 * event in the end, in the order of its user or room, and those that work have them without delay.
 */
@Tag("extended")
class HookFaultsIT {

    private static final int USERS = Integer.getInteger("herald.hooks.users", 40);
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("herald.hooks.outage-seconds", 5));
    private static final Duration LONG = Duration.ofMinutes(3);

    private static final String FINE = "fine";
    private static final String DOWN = "down";
    private static final String HANGS = "hangs";
    private static final List<String> ONE_VISIT = List.of("user.online", "user.offline");
    private static final List<String> TWO_VISITS =
            List.of("user.online", "user.offline", "user.online", "user.offline");

    private final String room = "team-" + UUID.randomUUID();
    private final List<String> users =
            IntStream.range(0, USERS).mapToObj(i -> "user-" + i).toList();
    private final Map<String, Integer> verified = new HashMap<>();
    private int sent;

    @Test
    void nothing_is_lost_and_each_receiver_has_the_events_of_a_user_or_room_in_order() {
        try (HookReceiver receiver = HookReceiver.start()) {
            HeldRequests held = new HeldRequests();
            receiver.server().behave(DOWN, outage());
            receiver.server().behave(HANGS, held);
            Map<String, String> settings = settings(receiver);
            try (HeraldProcess one = HeraldProcess.start(settings);
                    HeraldProcess two = HeraldProcess.start(settings)) {
                HookInstances.awaitHooks(one, 3);
                RawWebSocket writer = open(one, "writer", room);
                firstVisit(receiver, settings, List.of(one, two), writer);
                awaitVisits(receiver, FINE, ONE_VISIT);
                verify(receiver);
                secondVisit(one, two, writer);
                awaitVisits(receiver, FINE, TWO_VISITS);
                awaitVisits(receiver, DOWN, TWO_VISITS);
                held.release();
                awaitVisits(receiver, HANGS, TWO_VISITS);
                writer.closeWith(1000);
                receiver.awaitTypes(FINE, "writer", "user.online", "user.offline");
                for (String hook : List.of(FINE, DOWN, HANGS)) {
                    Await.until(
                            "the messages",
                            LONG,
                            () -> contents(receiver, hook)
                                    .equals(IntStream.range(0, sent).boxed().toList()));
                    Await.until(
                            "the room is vacated",
                            () -> presenceOfRoom(receiver, hook).equals(List.of("room.occupied", "room.vacated")));
                }
                verify(receiver);
            }
        }
    }

    private static Map<String, String> settings(HookReceiver receiver) {
        Map<String, String> settings = new TreeMap<>(Database.create().settings());
        settings.putAll(HookInstances.presence());
        // The sockets of the test do not answer pings.
        settings.put("herald.socket.idle", "10m");
        for (String hook : List.of(FINE, DOWN, HANGS)) {
            settings.putAll(receiver.settings(hook, BOTH_SECRETS, "rooms", "team-*"));
        }
        return settings;
    }

    /** Refuses everything for a time that begins with the first request. */
    private static TestPushService.Behavior outage() {
        AtomicLong end = new AtomicLong();
        return request -> {
            end.compareAndSet(0, System.nanoTime() + OUTAGE.toNanos());
            int status = System.nanoTime() - end.get() < 0 ? 500 : 204;
            TestPushService.answer(status).handle(request);
        };
    }

    /** Users connect, reconnect to other instances, and leave; some are on an instance that is killed, and half of these return. */
    private void firstVisit(
            HookReceiver receiver, Map<String, String> settings, List<HeraldProcess> survivors, RawWebSocket writer) {
        Map<String, RawWebSocket> sockets = new HashMap<>();
        try (HeraldProcess killed = HeraldProcess.start(settings)) {
            List<HeraldProcess> instances = List.of(survivors.get(0), survivors.get(1), killed);
            for (int i = 0; i < USERS; i++) {
                sockets.put(users.get(i), open(instances.get(i % 3), users.get(i), room));
            }
            for (int flap = 1; flap <= 3; flap++) {
                for (int i = 0; i < USERS; i++) {
                    sockets.get(users.get(i)).cut();
                    sockets.put(users.get(i), open(instances.get((i + flap) % 3), users.get(i), room));
                    send(writer);
                }
                verify(receiver);
            }
            killed.kill();
        }
        for (int i = 2; i < USERS; i += 3) {
            // The instance of these users was killed.
            sockets.remove(users.get(i));
            if (i % 2 == 0) {
                sockets.put(users.get(i), open(survivors.get(0), users.get(i), room));
            }
        }
        sockets.values().forEach(socket -> socket.closeWith(1000));
    }

    private void secondVisit(HeraldProcess one, HeraldProcess two, RawWebSocket writer) {
        for (int i = 0; i < USERS; i++) {
            open(i % 2 == 0 ? one : two, users.get(i), room).closeWith(1000);
            send(writer);
        }
    }

    private void send(RawWebSocket writer) {
        writer.ask("message.send", "{\"room\":\"" + room + "\",\"content\":" + sent + "}", "m" + sent);
        sent++;
    }

    private void awaitVisits(HookReceiver receiver, String hook, List<String> visits) {
        try {
            Await.until(
                    hook + " has the events of each user",
                    LONG,
                    () -> others(receiver, hook, visits).isEmpty());
        } catch (AssertionError timeout) {
            throw new AssertionError(hook + " has other events: " + others(receiver, hook, visits), timeout);
        }
    }

    /** Returns the events of the users who have others than these. */
    private Map<String, List<String>> others(HookReceiver receiver, String hook, List<String> visits) {
        Map<String, List<String>> types = receiver.typesBySubject(hook);
        Map<String, List<String>> others = new TreeMap<>();
        users.stream()
                .filter(user -> !visits.equals(types.get(user)))
                .forEach(user -> others.put(user, types.getOrDefault(user, List.of())));
        return others;
    }

    private List<String> presenceOfRoom(HookReceiver receiver, String hook) {
        return receiver.types(hook, room).stream()
                .filter(type -> !type.equals("message.sent"))
                .toList();
    }

    /** Returns the contents of the messages, each id once, in the order of their arrival. */
    private static List<Integer> contents(HookReceiver receiver, String hook) {
        Set<String> ids = new HashSet<>();
        return receiver.received(hook).stream()
                .filter(event -> event.type().equals("message.sent") && ids.add(event.id()))
                .map(event -> event.data()
                        .path("envelope")
                        .path("data")
                        .path("content")
                        .asInt())
                .toList();
    }

    /** Another implementation verifies what has arrived since the last call, also what was refused or not answered. */
    private void verify(HookReceiver receiver) {
        WebhookVerifier.start().ifPresent(verifier -> {
            try (verifier) {
                for (String hook : List.of(FINE, DOWN, HANGS)) {
                    List<Received> all = receiver.received(hook);
                    List<Received> recent = all.subList(verified.getOrDefault(hook, 0), all.size());
                    verified.put(hook, all.size());
                    for (String secret : List.of(FIRST_SECRET, SECOND_SECRET)) {
                        Set<String> results = new TreeSet<>(verifier.verifyAll(recent, secret));
                        results.remove(WebhookVerifier.VALID);
                        assertEquals(Set.of(), results, hook);
                    }
                }
            }
        });
    }
}
