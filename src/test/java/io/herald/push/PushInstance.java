package io.herald.push;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.TestPushService;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** An instance with a database of its own and a push service. */
record PushInstance(HeraldProcess herald, TestPushService service, Database database) implements AutoCloseable {

    /** @param after how long a push waits while the user sees a page */
    static PushInstance start(Duration after) {
        TestPushService service = TestPushService.start();
        Database database = Database.create();
        Map<String, String> settings = new TreeMap<>(database.settings());
        settings.putAll(service.settings());
        settings.put("herald.push.site", "https://app.example.com");
        settings.put("herald.push.after", after.toString());
        HeraldProcess herald = HeraldProcess.start(settings);
        herald.awaitSchema();
        return new PushInstance(herald, service, database);
    }

    PushFixture user() {
        return PushFixture.user(herald, service);
    }

    PushFixture subscribed() {
        return PushFixture.subscribed(herald, service);
    }

    /** A later push to the same user has arrived, so the earlier one has been decided on. */
    void assertNotPushed(PushFixture user, String title) {
        String marker = "marker-" + UUID.randomUUID();
        user.publish(marker);
        Await.until("the marker arrives", () -> isPushed(user, marker));
        assertFalse(isPushed(user, title), title);
    }

    private boolean isPushed(PushFixture user, String title) {
        return service.received(user.endpoint()).stream()
                .anyMatch(push -> user.decrypt(push).path("title").asText().equals(title));
    }

    /** Waits until pushes of the user wait for the end of {@linkplain PushFixture#beginQuietHours quiet hours}. */
    void awaitPostponed(PushFixture user, int pushes) {
        awaitJobs(user, "AND claimed_by IS NULL AND due > now() + interval '50 minutes'", pushes);
    }

    /** Makes the user's pushes due that wait for the end of quiet hours, as if that time had come. */
    void endQuietHours(PushFixture user) {
        user.setPreferences("{\"categories\":{}}");
        database.run("UPDATE push_job SET due = now() WHERE user_id = '" + user.user() + "'");
    }

    /** Waits until all pushes of the user are sent or dropped. */
    void awaitDecided(PushFixture user) {
        awaitJobs(user, "", 0);
    }

    private void awaitJobs(PushFixture user, String condition, int count) {
        String sql = "SELECT count(*) FROM push_job WHERE user_id = '" + user.user() + "' " + condition;
        Await.until(count + " jobs " + condition, () -> database.query(sql).equals(Integer.toString(count)));
    }

    @Override
    public void close() {
        herald.close();
        service.close();
    }
}
