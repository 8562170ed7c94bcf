package io.herald.push.subscription;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.push.settings.PushConfig;
import io.herald.push.storage.PushDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores subscriptions in PostgreSQL. */
@ApplicationScoped
class SubscriptionStore {

    private static final String PUT = "SELECT push_subscribe($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

    private static final String LIST = """
        SELECT id, device, origin, created_at, last_pushed_at FROM push_subscription
        WHERE user_id = $1 AND (expires_at IS NULL OR expires_at > now()) ORDER BY created_at, id\
        """;

    private static final String DELETE = "DELETE FROM push_subscription WHERE id = $1 AND user_id = $2";

    /** A test that waits is not added again, so a user cannot queue any number of them. */
    private static final String TEST = """
        INSERT INTO push_job (subscription_id, user_id, origin, due)
        SELECT s.id, s.user_id, s.origin, now() FROM push_subscription AS s WHERE s.user_id = $1 AND NOT EXISTS (
            SELECT 1 FROM push_job AS j WHERE j.subscription_id = s.id AND j.notification_id IS NULL)\
        """;

    private final PushDatabase database;
    private final PushConfig config;

    SubscriptionStore(PushDatabase database, PushConfig config) {
        this.database = database;
        this.config = config;
    }

    /** A subscription as its user sees it: without endpoint and keys. */
    record Listed(
            UUID id,
            @Nullable String device,
            String origin,
            Instant createdAt,
            @Nullable Instant lastPushedAt) {}

    /** Stores a subscription, and deletes the oldest beyond the limit. Returns its id. */
    Uni<UUID> put(String user, SubscriptionRequest request) {
        String endpoint = request.endpoint().toString();
        Instant expiry = request.expiresAt();
        Tuple values = Tuple.tuple()
                .addString(user)
                .addString(endpoint)
                .addBuffer(Buffer.buffer(sha256(endpoint)))
                .addString(request.origin())
                .addBuffer(Buffer.buffer(request.p256dh()))
                .addBuffer(Buffer.buffer(request.auth()))
                .addString(request.vapidKey())
                .addString(request.device())
                .addOffsetDateTime(expiry == null ? null : expiry.atOffset(ZoneOffset.UTC))
                .addInteger(config.subscriptionsPerUser());
        return database.run(PUT, values).map(rows -> rows.iterator().next().getUUID(0));
    }

    Uni<List<Listed>> list(String user) {
        return database.run(LIST, Tuple.of(user)).map(SubscriptionStore::listed);
    }

    /** @return false if the user has no such subscription */
    Uni<Boolean> delete(String user, UUID id) {
        return database.run(DELETE, Tuple.of(id, user)).map(rows -> rows.rowCount() > 0);
    }

    /** Adds a push of a test notification to each subscription of the user. */
    Uni<Void> test(String user) {
        return database.run(TEST, Tuple.of(user)).replaceWithVoid();
    }

    private static List<Listed> listed(RowSet<Row> rows) {
        List<Listed> all = new ArrayList<>();
        for (Row row : rows) {
            all.add(new Listed(
                    row.getUUID(0),
                    row.getString(1),
                    row.getString(2),
                    row.getOffsetDateTime(3).toInstant(),
                    instant(row.getOffsetDateTime(4))));
        }
        return all;
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static byte[] sha256(String endpoint) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(endpoint.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
