package io.herald.hooks;

import static io.herald.hooks.HookInstances.ALL;
import static io.herald.hooks.HookInstances.PAUSED;
import static io.herald.hooks.HookInstances.STRICT;
import static io.herald.hooks.HookInstances.admin;
import static io.herald.hooks.HookInstances.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.herald.hooks.HookReceiver.Received;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.TestPushService;
import io.herald.testing.Tokens;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Administrators read the events of a hook, have them sent again, and enable a hook that Herald has disabled. */
class HookAdministrationIT {

    @RegisterExtension
    static final HookInstances instances = new HookInstances();

    private final HookReceiver receiver = instances.receiver();
    private final HeraldProcess one = instances.one();
    private final HeraldProcess two = instances.two();
    private final String name = UUID.randomUUID().toString();

    @Test
    void the_kept_events_are_sent_again_with_the_same_ids() {
        String user = "replayed-" + name;
        open(one, user, name).closeWith(1000);
        receiver.awaitTypes(ALL, user, "user.online", "user.offline");
        List<Received> first = of(user);
        awaitState(ALL, first.get(1).id(), "delivered");
        String page = admin(two)
                .get("/api/v1/hooks/all/events?limit=1&after=" + first.get(0).id())
                .body();
        assertNotEquals(
                "", HookReceiver.json(page).path("events").path(0).path("id").asText());
        HttpResponse<String> replay = replay(ALL, first.get(0).id());
        assertEquals(202, replay.statusCode(), replay.body());
        Await.until("the event is sent again", () -> of(user).size() == 3);
        assertEquals(first.get(1).id(), of(user).get(2).id());
        assertEquals(first.get(1).json(), of(user).get(2).json());
    }

    private HttpResponse<String> replay(String hook, String after) {
        return admin(two).post("/api/v1/hooks/" + hook + "/replay", "{\"after\":\"" + after + "\"}");
    }

    private List<Received> of(String user) {
        return receiver.received(ALL).stream()
                .filter(event -> event.isAbout(user))
                .toList();
    }

    private void awaitState(String hook, String id, String state) {
        Await.until(
                id + " is " + state, () -> kept(hook, id).path("state").asText().equals(state));
    }

    /** Returns an event as the API shows it. */
    private JsonNode kept(String hook, String id) {
        String after = "0-0";
        while (true) {
            JsonNode page = HookReceiver.json(admin(one)
                    .get("/api/v1/hooks/" + hook + "/events?limit=200&after=" + after)
                    .body());
            for (JsonNode event : page.path("events")) {
                if (event.path("id").asText().equals(id)) {
                    return event;
                }
            }
            if (!page.has("next")) {
                throw new AssertionError("no event " + id + " after " + after);
            }
            after = page.path("next").asText();
        }
    }

    @Test
    void other_callers_and_other_names_are_refused() {
        Api publisher = new Api(one.baseUri(), Tokens.publisher("billing"));
        assertEquals(403, publisher.get("/api/v1/hooks").statusCode());
        assertEquals(403, publisher.get("/api/v1/hooks/all/events").statusCode());
        assertEquals(
                403,
                publisher
                        .post("/api/v1/hooks/all/replay", "{\"after\":\"0-0\"}")
                        .statusCode());
        assertEquals(403, publisher.post("/api/v1/hooks/all/enable", "").statusCode());
        assertEquals(404, admin(one).get("/api/v1/hooks/none/events").statusCode());
        assertEquals(
                400, admin(one).get("/api/v1/hooks/all/events?after=x&limit=0").statusCode());
        assertEquals(400, admin(one).post("/api/v1/hooks/all/replay", "{}").statusCode());
    }

    private void awaitDisabled(String hook) {
        for (HeraldProcess instance : List.of(one, two)) {
            Await.until(
                    "it is disabled",
                    () -> admin(instance).metric("herald_hooks_disabled{hook=\"" + hook + "\"}") == 1);
        }
        assertTrue(admin(one).get("/q/health/ready").body().contains("degraded: disabled"));
    }

    private void enable(String hook) {
        assertEquals(
                204, admin(one).post("/api/v1/hooks/" + hook + "/enable", "").statusCode());
    }

    @Test
    void a_disabled_hook_receives_its_events_when_it_is_enabled() {
        instances.database().run("UPDATE hook SET disabled_at = now() WHERE name = 'paused'");
        awaitDisabled(PAUSED);
        String user = "paused-" + name;
        open(one, user, name);
        receiver.await(ALL, user, "user.online");
        assertEquals(List.of(), receiver.types(PAUSED, user));
        enable(PAUSED);
        receiver.await(PAUSED, user, "user.online");
    }

    @Test
    void a_hook_is_disabled_when_an_event_has_failed_for_a_day_and_a_replay_sends_that_event_too() {
        String refused = "refused-" + name;
        String next = "next-" + name;
        receiver.server().behave(STRICT, TestPushService.answer(500));
        open(one, refused, name);
        String id = receiver.await(STRICT, refused, "user.online").id();
        instances
                .database()
                .run(
                        "UPDATE hook_event SET failing_since = now() - interval '1 day' WHERE hook = 'strict' AND state = 0");
        awaitDisabled(STRICT);
        awaitState(STRICT, id, "failed");
        receiver.server().behave(STRICT, TestPushService.answer(204));
        open(one, next, name);
        receiver.await(ALL, next, "user.online");
        assertEquals(List.of(), receiver.types(STRICT, next));
        assertEquals(202, replay(STRICT, "0-0").statusCode());
        awaitState(STRICT, id, "delivered");
        receiver.await(STRICT, next, "user.online");
    }

    @Test
    void the_documented_metrics_are_those_that_the_service_exposes() throws IOException {
        Pattern row = Pattern.compile("^\\| `(herald_hooks_[a-z_]+?)(?:_total)?` \\| (\\w+)", Pattern.MULTILINE);
        Pattern type = Pattern.compile("^# TYPE (herald_hooks_[a-z_]+?)(?:_total)? (\\w+)$", Pattern.MULTILINE);
        String exposed = admin(one).get("/q/metrics").body();
        assertEquals(found(row, Files.readString(Path.of("docs", "metrics.md"))), found(type, exposed));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(found -> found.group(1) + " " + found.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
