package io.herald.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Calls webhooks according to Standard Webhooks. The signature covers the id, the time and the body, so that a receiver
 * detects forged and replayed calls.
 */
@ApplicationScoped
public class WebhookClient {

    private static final String BASE64_SECRET = "whsec_";
    private static final int TIMEOUT_MS = 10_000;

    private final HttpClient client;
    private final Clock clock;

    WebhookClient(Vertx vertx, Clock clock) {
        // Does not follow redirects: only the configured address may be called.
        client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(TIMEOUT_MS));
        this.clock = clock;
    }

    @PreDestroy
    void close() {
        client.close();
    }

    /** Posts a body to a webhook. Fails if the status of the response is not 2xx. */
    public Uni<Void> post(WebhookConfig.Target target, String id, byte[] body) {
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(target.url().toString())
                .setTimeout(TIMEOUT_MS)
                .putHeader("content-type", "application/json")
                .putHeader("webhook-id", id)
                .putHeader("webhook-timestamp", timestamp)
                .putHeader("webhook-signature", "v1," + signature(target.secret(), id, timestamp, body));
        return UniHelper.toUni(client.request(options)
                .compose(request -> request.send(Buffer.buffer(body)))
                .compose(answer -> answer.statusCode() / 100 == 2
                        ? Future.succeededFuture()
                        : Future.failedFuture("status " + answer.statusCode())));
    }

    static String signature(String secret, String id, String timestamp, byte[] body) {
        byte[] key = secret.startsWith(BASE64_SECRET)
                ? Base64.getDecoder().decode(secret.substring(BASE64_SECRET.length()))
                : secret.getBytes(UTF_8);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
