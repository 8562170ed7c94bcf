package io.herald.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.TestServers;
import io.herald.testing.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A notification to a room or to everyone is in the inboxes of those who belonged to its recipients when it was sent. */
@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class InboxBroadcastTest {

    @TestHTTPResource("/")
    URI base;

    @Inject
    Pool pool;

    private InboxFixture inbox;

    @BeforeEach
    void create() {
        inbox = new InboxFixture(base);
    }

    @Test
    void a_notification_to_everyone_is_only_for_users_known_before_it() {
        inbox.alice.get("/api/v1/inbox");
        String id = InboxFixture.id(
                inbox.billing.publish("{\"to\":{\"everyone\":true},\"type\":\"info\",\"title\":\"all\"}"));
        Await.until("the broadcast is projected", () -> count("broadcast", id) == 1);
        assertEquals(0, count("inbox_item", id), "an item is written only when the user reads the inbox");
        Await.until("the item is in the inbox", () -> inbox.ids(inbox.alice).contains(id));
        Api stranger = new Api(base, Tokens.of("later-" + inbox.user).sign());
        assertFalse(inbox.ids(stranger).contains(id));
        assertEquals(204, inbox.alice.delete("/api/v1/inbox/" + id).statusCode());
        assertFalse(inbox.ids(inbox.alice).contains(id));
    }

    @Test
    void a_notification_to_a_room_is_only_for_its_members_at_that_time() {
        String room = "room-" + inbox.user;
        sql("INSERT INTO room_member (room, user_id) VALUES ($1, $2)", Tuple.of(room, inbox.user));
        String id = InboxFixture.id(
                inbox.billing.publish("{\"to\":{\"room\":\"" + room + "\"},\"type\":\"info\",\"title\":\"room\"}"));
        sql("DELETE FROM room_member WHERE room = $1", Tuple.of(room));
        Await.until("the item is in the inbox", () -> inbox.ids(inbox.alice).contains(id));
        String after = InboxFixture.id(
                inbox.billing.publish("{\"to\":{\"room\":\"" + room + "\"},\"type\":\"info\",\"title\":\"later\"}"));
        String mine = inbox.send("after");
        Await.until(
                "the later item is in the inbox", () -> inbox.ids(inbox.alice).contains(mine));
        assertFalse(inbox.ids(inbox.alice).contains(after));
    }

    private long count(String table, String notification) {
        return pool.preparedQuery("SELECT count(*) FROM " + table + " WHERE notification_id = $1")
                .execute(Tuple.of(UUID.fromString(notification)))
                .await()
                .indefinitely()
                .iterator()
                .next()
                .getLong(0);
    }

    private void sql(String statement, Tuple values) {
        pool.preparedQuery(statement).execute(values).await().indefinitely();
    }
}
