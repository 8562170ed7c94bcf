package io.herald.access.authentication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.herald.testing.Api;
import io.herald.testing.HeraldProcess;
import io.herald.testing.Issuer;
import io.herald.testing.NotificationTraffic;
import io.herald.testing.NotificationTraffic.Call;
import io.herald.testing.SseClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** The key of tokens is replaced while publishers call and a stream is open, in the order that an identity provider uses. */
class KeyRotationIT {

    private final String user = "rotation-" + UUID.randomUUID();

    @Test
    void a_rotation_of_the_key_of_tokens_rejects_no_call_and_ends_no_stream() throws Exception {
        try (Issuer issuer = Issuer.start()) {
            PublicJsonWebKey former = Issuer.key("EC", "former");
            PublicJsonWebKey next = Issuer.key("EC", "next");
            issuer.publish(former);
            Map<String, String> settings = Map.of("mp.jwt.verify.publickey.location", issuer.location());
            try (HeraldProcess one = HeraldProcess.start(settings);
                    HeraldProcess two = HeraldProcess.start(settings);
                    SseClient stream = one.stream(Issuer.sign(user, former, "ES256"))) {
                NotificationTraffic before = traffic(List.of(one, two), former);
                before.awaitMore(50);
                issuer.publish(former, next);
                NotificationTraffic after = traffic(List.of(one, two), next);
                after.awaitMore(50);
                before.close();
                issuer.publish(next);
                after.awaitMore(50);
                after.close();

                assertAccepted(before);
                assertAccepted(after);
                stream.awaitCount(
                        "notification", before.calls().size() + after.calls().size());
                assertFalse(stream.hasEnded());
            }
        }
    }

    private NotificationTraffic traffic(List<HeraldProcess> instances, PublicJsonWebKey key) throws JoseException {
        String token = Issuer.sign("shop", key, "ES256", "\"groups\":[\"publisher\"],");
        List<Api> apis = instances.stream()
                .map(instance -> new Api(instance.baseUri(), token))
                .toList();
        return NotificationTraffic.start(apis, List.of(user));
    }

    private static void assertAccepted(NotificationTraffic traffic) {
        assertEquals(
                List.of(),
                traffic.calls().stream()
                        .filter(call -> !call.isAcknowledged())
                        .map(Call::status)
                        .toList());
    }
}
