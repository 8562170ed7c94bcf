package io.herald.push.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.push.crypto.MessageEncryption;
import io.herald.push.crypto.P256;
import io.herald.push.crypto.VapidKey;
import io.herald.push.payload.PushContent;
import io.herald.push.payload.PushMessage;
import io.herald.push.payload.PushPayload;
import io.herald.push.queue.PushJob;
import io.herald.push.queue.PushJob.Target;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Creates the requests to push services: payload, encryption, headers. Costs CPU time, so it runs on worker threads. */
final class PushRequests {

    /** A hash of this length is 32 characters in base64url, the longest topic (RFC 8030). */
    private static final int TOPIC_BYTES = 24;

    private final PushPayload payload;
    private final MessageEncryption encryption;
    private final VapidTokens tokens;
    private final Clock clock;

    PushRequests(PushPayload payload, MessageEncryption encryption, VapidTokens tokens, Clock clock) {
        this.payload = payload;
        this.encryption = encryption;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** @param minimal whether the push service has refused a longer message */
    PushRequest create(PushJob job, Target target, PushContent content, VapidKey key, boolean minimal) {
        String collapse = job.item() == null ? null : job.item().collapse();
        PushMessage message = new PushMessage(job.notification(), content, collapseKey(collapse), job.unread());
        byte[] plaintext = minimal ? payload.encodeMinimal(message) : payload.encode(message);
        byte[] body = encryption.encrypt(plaintext, P256.decode(target.p256dh()), target.auth());
        Map<String, String> headers = new HashMap<>();
        headers.put("Authorization", tokens.authorization(job.origin(), key));
        headers.put("Content-Encoding", "aes128gcm");
        headers.put("Content-Type", "application/octet-stream");
        headers.put("TTL", Long.toString(ttl(job)));
        headers.put("Urgency", job.item() != null && job.item().critical() ? "high" : "normal");
        if (collapse != null) {
            headers.put("Topic", topic(collapse));
        }
        return new PushRequest(target.endpoint(), headers, body);
    }

    private long ttl(PushJob job) {
        return Math.max(0, Duration.between(clock.instant(), PushRules.end(job)).toSeconds());
    }

    /** The inbox stores the sender before the key. */
    private static @Nullable String collapseKey(@Nullable String collapse) {
        return collapse == null ? null : collapse.substring(collapse.indexOf(' ') + 1);
    }

    /** The hash covers the sender: the keys of two publishers do not replace each other. */
    static String topic(String collapse) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(collapse.getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, TOPIC_BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
