package io.herald.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.Tokens;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A user with an inbox, a publisher, and another user. */
final class InboxFixture {

    final String user = "inbox-" + UUID.randomUUID();
    final Api billing;
    final Api alice;
    final Api bob;

    InboxFixture(URI base) {
        billing = new Api(base, Tokens.publisher("billing"));
        alice = new Api(base, Tokens.of(user).sign());
        bob = new Api(base, Tokens.of("bob-" + UUID.randomUUID()).sign());
    }

    int readAll(String body) {
        return InboxReader.read(alice.post("/api/v1/inbox/read", body))
                .get("unread")
                .asInt();
    }

    List<String> ids(Api reader) {
        List<String> ids = new ArrayList<>();
        InboxReader.read(reader.get("/api/v1/inbox?limit=200"))
                .get("items")
                .forEach(item -> ids.add(item.get("id").asText()));
        return ids;
    }

    HttpResponse<String> change(String id, String action) {
        return alice.post("/api/v1/inbox/" + id + "/" + action, "");
    }

    String send(String title) {
        return id(billing.notify(user, title));
    }

    String send(String title, String category) {
        return id(billing.publish("{\"to\":{\"users\":[\"" + user + "\"]},\"type\":\"info\",\"title\":\"" + title
                + "\",\"category\":\"" + category + "\"}"));
    }

    void awaitUnread(int count) {
        Await.until(count + " unread", () -> page("").get("unread").asInt() == count);
    }

    JsonNode page(String query) {
        return InboxReader.read(alice.get("/api/v1/inbox" + query));
    }

    static String id(HttpResponse<String> answer) {
        return InboxReader.read(answer).get("id").asText();
    }
}
