package io.herald.testing;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.Route.FulfillOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers the calls on Web Push of a browser session, for one user. */
public final class FakePushCalls {

    /** The ids by endpoint. */
    public final Map<String, String> subscriptions = new LinkedHashMap<>();

    public final List<JsonObject> puts = new ArrayList<>();
    public final List<String> deleted = new ArrayList<>();
    public int tests;
    /** In base64url; null if Web Push is disabled. */
    @Nullable
    public String key = "a2V5LTE";

    public static FakePushCalls in(BrowserContext session) {
        FakePushCalls calls = new FakePushCalls();
        session.route("**/api/v1/push/**", Browser.untilClosed(calls::answer));
        return calls;
    }

    private void answer(Route route) {
        String call = route.request().method() + route.request().url().replaceAll(".*/push/", " ");
        if (key == null) {
            route.fulfill(json(404, new JsonObject().put("title", "Not found").put("detail", "Web Push is disabled.")));
        } else if (call.equals("GET key")) {
            route.fulfill(json(200, new JsonObject().put("key", key)));
        } else if (call.equals("GET subscriptions")) {
            JsonArray list = new JsonArray();
            subscriptions.forEach((endpoint, id) -> list.add(listed(endpoint, id)));
            route.fulfill(json(200, new JsonObject().put("subscriptions", list)));
        } else if (call.equals("PUT subscriptions")) {
            JsonObject body = new JsonObject(route.request().postData());
            puts.add(body);
            String id = subscriptions.computeIfAbsent(body.getString("endpoint"), endpoint -> "id-" + puts.size());
            route.fulfill(json(200, new JsonObject().put("id", id)));
        } else if (call.equals("POST test")) {
            tests++;
            route.fulfill(new FulfillOptions().setStatus(202));
        } else {
            String id = call.replace("DELETE subscriptions/", "");
            deleted.add(id);
            boolean found = subscriptions.values().remove(id);
            route.fulfill(new FulfillOptions().setStatus(found ? 204 : 404));
        }
    }

    private JsonObject listed(String endpoint, String id) {
        JsonObject put = puts.stream()
                .filter(one -> one.getString("endpoint").equals(endpoint))
                .reduce((earlier, later) -> later)
                .orElseThrow();
        return new JsonObject()
                .put("id", id)
                .put("device", put.getString("device"))
                .put("origin", "https://push.example.net")
                .put("createdAt", "2026-11-20T15:00:00.123Z");
    }

    private static FulfillOptions json(int status, JsonObject body) {
        return new FulfillOptions()
                .setStatus(status)
                .setContentType("application/json")
                .setBody(body.encode());
    }
}
