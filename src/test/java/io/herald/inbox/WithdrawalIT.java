package io.herald.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.SseClient;
import io.herald.testing.StandingInstances;
import io.herald.testing.Tokens;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is taken back is nowhere, and told to all who may have it on the screen, however far it had come. */
class WithdrawalIT {

    @RegisterExtension
    static final StandingInstances INSTANCES = new StandingInstances();

    private static final String NOTIFICATIONS = "/api/v1/notifications/";

    private final String run = UUID.randomUUID().toString();
    private final Reader alice = new Reader("alice-" + run);
    private final Reader bob = new Reader("bob-" + run);
    private final Api billing = new Api(INSTANCES.one().baseUri(), Tokens.publisher("billing"));
    private final Api there = new Api(INSTANCES.two().baseUri(), Tokens.publisher("billing"));

    /** One of the users, on both instances. */
    private record Reader(String user, String token, Api here, Api there) {

        Reader(String user) {
            this(user, Tokens.of(user).sign());
        }

        private Reader(String user, String token) {
            this(
                    user,
                    token,
                    new Api(INSTANCES.one().baseUri(), token),
                    new Api(INSTANCES.two().baseUri(), token));
        }

        SseClient open(Api at) {
            SseClient stream = SseClient.open(at.stream(""), token);
            stream.await("ready");
            return stream;
        }

        void awaitInbox() {
            Await.until(
                    "it is in the inbox of " + user, () -> Inboxes.titles(there).size() == 1);
        }

        /** Shown it, and told that it was taken back. */
        void awaitTold(SseClient stream, String id) {
            stream.await("notification");
            assertTrue(stream.await("notification.withdrawn").data().contains(id));
        }

        void assertNothing() {
            for (Api at : List.of(here, there)) {
                assertEquals(List.of(), Inboxes.titles(at));
                assertEquals(
                        0,
                        Inboxes.read(at.get("/api/v1/inbox/unread"))
                                .get("unread")
                                .asInt());
            }
        }
    }

    @Test
    void what_one_instance_has_sent_is_taken_back_by_the_other_and_found_on_neither() {
        String cursor =
                Inboxes.read(alice.here().get("/api/v1/poll")).get("cursor").asText();
        try (SseClient first = alice.open(alice.here());
                SseClient second = alice.open(alice.there())) {
            String id = send("secret", alice);
            alice.awaitInbox();
            Api other = new Api(INSTANCES.two().baseUri(), Tokens.publisher("shipping"));
            assertEquals(404, other.delete(NOTIFICATIONS + id).statusCode());
            assertEquals(204, there.delete(NOTIFICATIONS + id).statusCode());
            alice.awaitTold(first, id);
            alice.awaitTold(second, id);
            assertTrue(billing.get(NOTIFICATIONS + id).body().contains("\"state\":\"withdrawn\""));
        }
        alice.assertNothing();
        for (Api at : List.of(alice.here(), alice.there())) {
            assertFalse(Inboxes.everything(at, alice.user(), cursor).contains("secret"));
            try (SseClient resumed = SseClient.resume(at.stream(""), alice.token(), cursor)) {
                resumed.await("notification.withdrawn");
                assertEquals(List.of(), resumed.events("notification"));
            }
        }
    }

    /** Alice has clicked on it, so it has come to her inbox on a way of its own; to nobody else's. */
    @Test
    void who_was_shown_it_is_told_though_it_is_on_its_way_to_their_inbox_still() {
        try (SseClient first = alice.open(alice.here());
                SseClient second = bob.open(bob.there())) {
            String id;
            try (Busy busy = new Busy()) {
                id = clickedOnByAlice(first);
                second.await("notification");
                assertEquals(204, there.delete(NOTIFICATIONS + id).statusCode());
                alice.awaitTold(first, id);
            }
            bob.awaitTold(second, id);
            alice.assertNothing();
            bob.assertNothing();
        }
    }

    @Test
    void what_is_being_brought_into_an_inbox_at_that_moment_does_not_stay_there() {
        giveCount(bob);
        try (SseClient first = alice.open(alice.here());
                SseClient second = bob.open(bob.there())) {
            String id;
            CompletableFuture<Integer> withdrawn;
            try (HeldCount amid = new HeldCount(bob.user())) {
                try (Busy busy = new Busy()) {
                    id = clickedOnByAlice(first);
                }
                Await.until("it is under way", () -> amid.waiting() == 1);
                withdrawn = withdraw(id);
                Await.until("it waits for that, or does not", () -> withdrawn.isDone() || amid.waiting() == 2);
            }
            assertEquals(204, withdrawn.join());
            alice.awaitTold(first, id);
            bob.awaitTold(second, id);
            alice.assertNothing();
            bob.assertNothing();
        }
    }

    @Test
    void what_was_for_everyone_does_not_stay_in_an_inbox_that_is_looked_at_at_that_moment() {
        giveCount(alice);
        String id = Inboxes.read(billing.publish("{\"to\":{\"everyone\":true},\"type\":\"info\",\"title\":\"secret\"}"))
                .get("id")
                .asText();
        Await.until(
                "it is in the database", () -> billing.get(NOTIFICATIONS + id).statusCode() == 200);
        CompletableFuture<Integer> looked;
        CompletableFuture<Integer> withdrawn;
        try (HeldCount amid = new HeldCount(alice.user())) {
            looked = CompletableFuture.supplyAsync(
                    () -> alice.here().get("/api/v1/inbox").statusCode());
            Await.until("it is under way", () -> amid.waiting() == 1);
            withdrawn = withdraw(id);
            Await.until("it waits for that, or does not", () -> withdrawn.isDone() || amid.waiting() == 2);
        }
        assertEquals(200, looked.join());
        assertEquals(204, withdrawn.join());
        alice.assertNothing();
    }

    private CompletableFuture<Integer> withdraw(String id) {
        return CompletableFuture.supplyAsync(
                () -> there.delete(NOTIFICATIONS + id).statusCode());
    }

    private String clickedOnByAlice(SseClient screen) {
        String id = send("secret", alice, bob);
        screen.await("notification");
        String path = "/api/v1/inbox/" + id + "/read";
        assertEquals(200, alice.here().post(path, "").statusCode());
        return id;
    }

    /** Both instances have their hands full, each with somebody's inbox that cannot be written to. */
    private final class Busy implements AutoCloseable {

        private final Reader one = new Reader("one-" + run);
        private final Reader two = new Reader("two-" + run);
        private final HeldCount first;
        private final HeldCount second;

        Busy() {
            giveCount(one, two);
            first = new HeldCount(one.user());
            second = new HeldCount(two.user());
            send("for one instance", one);
            Await.until("it is busy", () -> first.waiting() == 1);
            send("for the other", two);
            Await.until("both are busy", () -> first.waiting() == 2);
        }

        @Override
        public void close() {
            first.close();
            second.close();
        }
    }

    private void giveCount(Reader... readers) {
        String id = send("counted", readers);
        for (Reader reader : readers) {
            reader.awaitInbox();
            assertEquals(204, reader.here().delete("/api/v1/inbox/" + id).statusCode());
        }
    }

    private String send(String title, Reader... to) {
        String users = Stream.of(to).map(reader -> '"' + reader.user() + '"').collect(Collectors.joining(","));
        return Inboxes.read(billing.publish(
                        "{\"to\":{\"users\":[" + users + "]},\"type\":\"info\",\"title\":\"" + title + "\"}"))
                .get("id")
                .asText();
    }
}
