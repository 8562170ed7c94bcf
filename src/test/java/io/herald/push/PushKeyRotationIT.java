package io.herald.push;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.dev.FreePorts;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.NotificationTraffic;
import io.herald.testing.NotificationTraffic.Call;
import io.herald.testing.PushReceiver;
import io.herald.testing.TestPushService;
import io.herald.testing.TestPushService.Push;
import io.herald.testing.Tokens;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The VAPID key is replaced, and the instances restart one after the other. */
@Tag("extended")
class PushKeyRotationIT {

    /** More than the time after which others take over the entries and the pushes of an instance that has ended. */
    private static final Duration CLAIMS_RELEASED = Duration.ofMinutes(2);

    private final TestPushService service = TestPushService.start();
    private final Database database = Database.create();
    private final List<Integer> ports =
            Stream.generate(FreePorts::free).limit(2).toList();
    private final List<HeraldProcess> instances = new ArrayList<>();
    private final String former = privateKey();
    private final String next = privateKey();

    @AfterEach
    void stop() {
        instances.forEach(HeraldProcess::close);
        service.close();
    }

    @Test
    void a_rotation_in_two_steps_loses_and_repeats_no_push_of_old_and_new_subscriptions() {
        instances.add(start(0, former, ""));
        instances.add(start(1, former, ""));
        PushFixture before = PushFixture.subscribed(instances.get(0), service);
        NotificationTraffic traffic = traffic(before);
        restart(0, former, next);
        restart(1, former, next);
        restart(0, next, former);
        PushFixture after = PushFixture.subscribed(instances.get(0), service);
        NotificationTraffic trafficAfter = traffic(after);
        trafficAfter.awaitMore(20);
        restart(1, next, former);
        traffic.awaitMore(20);
        traffic.close();
        trafficAfter.awaitMore(20);
        trafficAfter.close();

        assertPushed(before, traffic);
        assertPushed(after, trafficAfter);
        assertNotEquals(keys(before), keys(after));
        assertEquals(1, keys(before).size());
        assertEquals(1, keys(after).size());
    }

    @Test
    void a_push_for_which_an_instance_lacks_the_key_waits_for_one_that_has_it() {
        instances.add(start(0, next, former));
        PushFixture user = PushFixture.subscribed(instances.get(0), service);
        restart(0, former, "");
        user.publish("Shipped");
        awaitClaimedWithoutKey();
        restart(0, next, former);
        assertEquals("Shipped", user.await(1).path("title").asText());
        assertEquals(1, keys(user).size());
    }

    @Test
    void a_push_whose_key_no_instance_has_fails_after_ten_minutes() {
        instances.add(start(0, next, former));
        PushFixture user = PushFixture.subscribed(instances.get(0), service);
        restart(0, former, "");
        user.publish("Shipped");
        awaitClaimedWithoutKey();
        database.run("UPDATE push_job SET created_at = created_at - interval '10 minutes', due = now()");
        Await.until(
                "the push has failed",
                () -> database.query("SELECT count(*) FROM push_job").equals("0"));
        assertEquals(0, user.received());
    }

    private void awaitClaimedWithoutKey() {
        Await.until(
                "an instance without the key has claimed the push",
                () -> !database.query("SELECT count(*) FROM push_job WHERE attempts > 0")
                        .equals("0"));
    }

    private HeraldProcess start(int instance, String key, String otherKeys) {
        Map<String, String> settings = new TreeMap<>(database.settings());
        settings.putAll(service.settings());
        settings.put("quarkus.http.port", ports.get(instance).toString());
        settings.put("herald.drain.window", "1s");
        settings.put("herald.push.site", "https://app.example.com");
        settings.put("herald.push.vapid.subject", "mailto:ops@example.com");
        settings.put("herald.push.vapid.private-key", key);
        settings.put("herald.push.vapid.former-private-keys", otherKeys);
        HeraldProcess started = HeraldProcess.start(settings);
        started.awaitSchema();
        return started;
    }

    private void restart(int instance, String key, String otherKeys) {
        assertTrue(Set.of(0, 143).contains(instances.get(instance).terminate()));
        instances.get(instance).close();
        instances.set(instance, start(instance, key, otherKeys));
    }

    private NotificationTraffic traffic(PushFixture user) {
        List<Api> apis = instances.stream()
                .map(instance -> new Api(instance.baseUri(), Tokens.publisher("billing")))
                .toList();
        NotificationTraffic traffic = NotificationTraffic.start(apis, List.of(user.user()));
        traffic.awaitMore(20);
        return traffic;
    }

    private void assertPushed(PushFixture user, NotificationTraffic traffic) {
        Set<String> acknowledged = traffic.acknowledged(user.user()).stream()
                .map(Call::number)
                .map(number -> "n" + number)
                .collect(toSet());
        Await.until(
                "all notifications are pushed",
                CLAIMS_RELEASED,
                () -> new HashSet<>(titles(user)).containsAll(acknowledged));
        List<String> titles = titles(user);
        assertEquals(new HashSet<>(titles).size(), titles.size(), "a push was repeated");
    }

    private List<String> titles(PushFixture user) {
        return service.received(user.endpoint()).stream()
                .map(push -> user.decrypt(push).path("title").asText())
                .toList();
    }

    /** Returns the public keys that have signed the pushes of a subscription. */
    private Set<String> keys(PushFixture user) {
        Set<String> keys = new HashSet<>();
        for (Push push : service.received(user.endpoint())) {
            String[] vapid = push.headers().get("authorization").split("vapid t=|, k=");
            assertTrue(PushReceiver.isSigned(vapid[1], vapid[2]));
            keys.add(vapid[2]);
        }
        return keys;
    }

    private static String privateKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(key)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
