package io.herald.inbox.sent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.inbox.InboxReader;
import io.herald.inbox.LockedInbox;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.SharedInstances;
import io.herald.testing.SseClient;
import io.herald.testing.Tokens;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A withdrawn notification is visible nowhere, and every client that may display it receives the withdrawal. */
class WithdrawalIT {

    @RegisterExtension
    static final SharedInstances INSTANCES = new SharedInstances();

    private static final String NOTIFICATIONS = "/api/v1/notifications/";

    private final String run = UUID.randomUUID().toString();
    private final Reader alice = new Reader("alice-" + run);
    private final Reader bob = new Reader("bob-" + run);
    private final Api billing = new Api(INSTANCES.one().baseUri(), Tokens.publisher("billing"));
    private final Api billingThere = new Api(INSTANCES.two().baseUri(), Tokens.publisher("billing"));

    /** A user with a client on each instance. */
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
                    "the item is in the inbox of " + user,
                    () -> InboxReader.titles(there).size() == 1);
        }

        /** Waits for the notification and then for its withdrawal. */
        void awaitWithdrawal(SseClient stream, String id) {
            stream.await("notification");
            assertTrue(stream.await("notification.withdrawn").data().contains(id));
        }

        void assertInboxEmpty() {
            for (Api at : List.of(here, there)) {
                assertEquals(List.of(), InboxReader.titles(at));
                assertEquals(
                        0,
                        InboxReader.read(at.get("/api/v1/inbox/unread"))
                                .get("unread")
                                .asInt());
            }
        }
    }

    @Test
    void one_instance_withdraws_what_the_other_sent_and_neither_shows_it() {
        String cursor =
                InboxReader.read(alice.here().get("/api/v1/poll")).get("cursor").asText();
        try (SseClient first = alice.open(alice.here());
                SseClient second = alice.open(alice.there())) {
            String id = send("secret", alice);
            alice.awaitInbox();
            Api other = new Api(INSTANCES.two().baseUri(), Tokens.publisher("shipping"));
            assertEquals(404, other.delete(NOTIFICATIONS + id).statusCode());
            assertEquals(204, billingThere.delete(NOTIFICATIONS + id).statusCode());
            alice.awaitWithdrawal(first, id);
            alice.awaitWithdrawal(second, id);
            assertTrue(billing.get(NOTIFICATIONS + id).body().contains("\"state\":\"withdrawn\""));
        }
        alice.assertInboxEmpty();
        for (Api at : List.of(alice.here(), alice.there())) {
            assertFalse(InboxReader.everything(at, alice.user(), cursor).contains("secret"));
            try (SseClient resumed = SseClient.resume(at.stream(""), alice.token(), cursor)) {
                resumed.await("notification.withdrawn");
                assertEquals(List.of(), resumed.events("notification"));
            }
        }
    }

    /** Reading the notification inserts it into Alice's inbox before the projection does. Bob's is still pending. */
    @Test
    void a_withdrawal_is_delivered_although_the_notification_is_not_yet_projected() {
        try (SseClient first = alice.open(alice.here());
                SseClient second = bob.open(bob.there())) {
            String id;
            try (BlockedProjection blocked = new BlockedProjection()) {
                id = sendAndReadByAlice(first);
                second.await("notification");
                assertEquals(204, billingThere.delete(NOTIFICATIONS + id).statusCode());
                alice.awaitWithdrawal(first, id);
            }
            bob.awaitWithdrawal(second, id);
            alice.assertInboxEmpty();
            bob.assertInboxEmpty();
        }
    }

    @Test
    void an_item_that_is_being_projected_during_the_withdrawal_does_not_stay_in_the_inbox() {
        createUnreadCounts(bob);
        try (SseClient first = alice.open(alice.here());
                SseClient second = bob.open(bob.there())) {
            String id;
            CompletableFuture<Integer> withdrawn;
            try (LockedInbox count = new LockedInbox(bob.user())) {
                try (BlockedProjection blocked = new BlockedProjection()) {
                    id = sendAndReadByAlice(first);
                }
                Await.until("the transaction waits for the count", () -> count.waiting() == 1);
                withdrawn = withdraw(id);
                Await.until(
                        "the withdrawal waits for the count or is done",
                        () -> withdrawn.isDone() || count.waiting() == 2);
            }
            assertEquals(204, withdrawn.join());
            alice.awaitWithdrawal(first, id);
            bob.awaitWithdrawal(second, id);
            alice.assertInboxEmpty();
            bob.assertInboxEmpty();
        }
    }

    @Test
    void a_notification_to_everyone_does_not_stay_in_an_inbox_read_during_the_withdrawal() {
        createUnreadCountOfKnownUser(alice);
        String id = sendToEveryone("secret");
        Await.until(
                "the notification is stored",
                () -> billing.get(NOTIFICATIONS + id).statusCode() == 200);
        CompletableFuture<Integer> read;
        CompletableFuture<Integer> withdrawn;
        try (LockedInbox count = new LockedInbox(alice.user())) {
            read = CompletableFuture.supplyAsync(
                    () -> alice.here().get("/api/v1/inbox").statusCode());
            Await.until("the transaction waits for the count", () -> count.waiting() == 1);
            withdrawn = withdraw(id);
            Await.until(
                    "the withdrawal waits for the count or is done", () -> withdrawn.isDone() || count.waiting() == 2);
        }
        assertEquals(200, read.join());
        assertEquals(204, withdrawn.join());
        alice.assertInboxEmpty();
    }

    private CompletableFuture<Integer> withdraw(String id) {
        return CompletableFuture.supplyAsync(
                () -> billingThere.delete(NOTIFICATIONS + id).statusCode());
    }

    private String sendAndReadByAlice(SseClient stream) {
        String id = send("secret", alice, bob);
        stream.await("notification");
        String path = "/api/v1/inbox/" + id + "/read";
        assertEquals(200, alice.here().post(path, "").statusCode());
        return id;
    }

    /** Blocks the projection on both instances, each with an inbox that cannot be written. */
    private final class BlockedProjection implements AutoCloseable {

        private final Reader one = new Reader("one-" + run);
        private final Reader two = new Reader("two-" + run);
        private final LockedInbox first;
        private final LockedInbox second;

        BlockedProjection() {
            createUnreadCounts(one, two);
            first = new LockedInbox(one.user());
            second = new LockedInbox(two.user());
            send("for one instance", one);
            Await.until("one projection is blocked", () -> first.waiting() == 1);
            send("for the other", two);
            Await.until("both projections are blocked", () -> first.waiting() == 2);
        }

        @Override
        public void close() {
            first.close();
            second.close();
        }
    }

    private void createUnreadCounts(Reader... readers) {
        String id = send("counted", readers);
        for (Reader reader : readers) {
            reader.awaitInbox();
            assertEquals(204, reader.here().delete("/api/v1/inbox/" + id).statusCode());
        }
    }

    /** PostgreSQL stores a new user in the background. Until then, the user's inbox contains no notification to everyone. */
    private void createUnreadCountOfKnownUser(Reader reader) {
        assertEquals(200, reader.here().get("/api/v1/inbox").statusCode());
        String id = sendToEveryone("counted");
        reader.awaitInbox();
        assertEquals(204, reader.here().delete("/api/v1/inbox/" + id).statusCode());
    }

    private String sendToEveryone(String title) {
        return InboxReader.read(
                        billing.publish("{\"to\":{\"everyone\":true},\"type\":\"info\",\"title\":\"" + title + "\"}"))
                .get("id")
                .asText();
    }

    private String send(String title, Reader... to) {
        String users = Stream.of(to).map(reader -> '"' + reader.user() + '"').collect(Collectors.joining(","));
        return InboxReader.read(billing.publish(
                        "{\"to\":{\"users\":[" + users + "]},\"type\":\"info\",\"title\":\"" + title + "\"}"))
                .get("id")
                .asText();
    }
}
