package io.herald.access.ticket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.access.Caller;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Issues and redeems tickets: credentials for URLs, with the rights of the caller's token. URLs end up in the logs of
 * proxies, so a ticket is valid once, and expires before such a log is written.
 */
@ApplicationScoped
public class Tickets {
    public static final Duration TTL = Duration.ofSeconds(30);

    private static final int BYTES = 24;
    private static final int LENGTH = BYTES * 4 / 3;

    private final SecureRandom random = new SecureRandom();
    private final TicketStore store;
    private final Clock clock;

    Tickets(TicketStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public Uni<String> issue(Caller caller) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return store.put(hash(ticket), CallerJson.write(caller), TTL).replaceWith(ticket);
    }

    /**
     * Redeems a ticket. Returns null if the ticket is unknown, used or expired, or if the caller's token has expired.
     */
    public Uni<@Nullable Caller> redeem(String ticket) {
        if (ticket.length() != LENGTH) {
            return Uni.createFrom().nullItem();
        }
        return store.redeem(hash(ticket)).map(bytes -> {
            Caller caller = bytes == null ? null : CallerJson.read(bytes);
            return caller == null || caller.expiresAt().isBefore(clock.instant()) ? null : caller;
        });
    }

    private static String hash(String ticket) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(ticket.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
