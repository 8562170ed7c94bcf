package io.herald.hooks;

import static io.herald.hooks.HookInstances.ALL;
import static io.herald.hooks.HookInstances.BOTH_SECRETS;
import static io.herald.hooks.HookInstances.FIRST_SECRET;
import static io.herald.hooks.HookInstances.SECOND_SECRET;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.dev.FreePorts;
import io.herald.push.Database;
import io.herald.testing.Api;
import io.herald.testing.Await;
import io.herald.testing.HeraldProcess;
import io.herald.testing.NotificationTraffic;
import io.herald.testing.TestPushService.Push;
import io.herald.testing.Tokens;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The secret of a hook is replaced in the order that docs/hooks.md describes, while users read notifications. */
@Tag("extended")
class HookSecretRotationIT {

    private final HookReceiver receiver = HookReceiver.start();
    private final Database database = Database.create();
    private final List<Integer> ports =
            Stream.generate(FreePorts::free).limit(2).toList();
    private final List<HeraldProcess> instances = new ArrayList<>();
    private final String user = "rotation-" + UUID.randomUUID();

    @AfterEach
    void stop() {
        instances.forEach(HeraldProcess::close);
        receiver.close();
    }

    @Test
    void the_receiver_verifies_every_event_with_the_secret_that_it_has_and_receives_all() {
        instances.add(start(0, FIRST_SECRET));
        instances.add(start(1, FIRST_SECRET));
        HookInstances.awaitHooks(instances.get(0), 1);
        NotificationTraffic traffic = NotificationTraffic.start(
                instances.stream()
                        .map(instance -> new Api(instance.baseUri(), Tokens.publisher("shop")))
                        .toList(),
                List.of(user));
        readSome(traffic, 1);
        restart(0, BOTH_SECRETS);
        readSome(traffic, 0);
        restart(1, BOTH_SECRETS);
        readSome(traffic, 0);
        long replaced = System.nanoTime();
        readSome(traffic, 1);
        restart(0, SECOND_SECRET);
        readSome(traffic, 0);
        restart(1, SECOND_SECRET);
        readSome(traffic, 1);
        traffic.close();
        int read = readAll(traffic, 0);

        Await.until(
                "the event of each notification that was read",
                () -> receiver.types(ALL, user).size() >= read);
        assertEquals(read, receiver.types(ALL, user).size());
        List<Push> requests = receiver.server().received();
        assertTrue(requests.stream().anyMatch(request -> request.atNanos() < replaced));
        assertTrue(requests.stream().anyMatch(request -> request.atNanos() > replaced));
        requests.forEach(
                request -> assertVerified(request, request.atNanos() < replaced ? FIRST_SECRET : SECOND_SECRET));
    }

    private HeraldProcess start(int instance, String secrets) {
        Map<String, String> settings = new TreeMap<>(database.settings());
        settings.putAll(HookInstances.presence());
        settings.putAll(receiver.settings(ALL, secrets, "events", "notification.read"));
        settings.put("quarkus.http.port", ports.get(instance).toString());
        return HeraldProcess.start(settings);
    }

    private void restart(int instance, String secrets) {
        assertTrue(Set.of(0, 143).contains(instances.get(instance).terminate()));
        instances.get(instance).close();
        instances.set(instance, start(instance, secrets));
    }

    /** Waits for more notifications, and reads all that have arrived in the inbox. */
    private void readSome(NotificationTraffic traffic, int instance) {
        traffic.awaitMore(30);
        int before = receiver.types(ALL, user).size();
        reader(instance).post("/api/v1/inbox/read", "");
        Await.until("events", () -> receiver.types(ALL, user).size() > before);
    }

    /** Reads all notifications once each that was acknowledged is in the inbox, and returns their number. */
    private int readAll(NotificationTraffic traffic, int instance) {
        int acknowledged = traffic.acknowledged(user).size();
        String items = "SELECT count(*) FROM inbox_item WHERE user_id = '" + user + "'";
        Await.until("the inbox has all notifications", () -> Integer.parseInt(database.query(items)) >= acknowledged);
        assertEquals(200, reader(instance).post("/api/v1/inbox/read", "").statusCode());
        return Integer.parseInt(database.query(items));
    }

    private Api reader(int instance) {
        return new Api(instances.get(instance).baseUri(), Tokens.of(user).sign());
    }

    private static void assertVerified(Push request, String secret) {
        String signed =
                request.headers().get("webhook-id") + "." + request.headers().get("webhook-timestamp") + ".";
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            mac.update(signed.getBytes(US_ASCII));
            String signature = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(request.body()));
            assertTrue(List.of(request.headers().get("webhook-signature").split(" "))
                    .contains(signature));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
