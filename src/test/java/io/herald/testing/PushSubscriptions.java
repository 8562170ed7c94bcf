package io.herald.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** Many users with one subscription each, written to the database directly. All of them have the keys of one browser. */
public record PushSubscriptions(PushReceiver browser, String prefix, int count) {

    private static final String USER =
            "INSERT INTO known_user (id, first_seen) VALUES (?, ?) ON CONFLICT (id) DO NOTHING";

    private static final String SUBSCRIPTION = "INSERT INTO push_subscription"
            + " (user_id, endpoint, endpoint_hash, origin, p256dh, auth, vapid_key) VALUES (?, ?, ?, ?, ?, ?, ?)";

    public String user(int number) {
        return prefix + "-" + number;
    }

    /** The name of the endpoint of that user, by which {@link TestPushService} knows it. */
    public String endpoint(int number) {
        return prefix + "-e" + number;
    }

    /**
     * Writes the users and their subscriptions.
     *
     * @param settings of the database
     * @param vapidKey the public key of the service
     */
    public void write(Map<String, String> settings, TestPushService service, String vapidKey) {
        try (Connection connection = PostgresServerProcess.connect(settings)) {
            connection.setAutoCommit(false);
            try (PreparedStatement users = connection.prepareStatement(USER);
                    PreparedStatement subscriptions = connection.prepareStatement(SUBSCRIPTION)) {
                for (int i = 0; i < count; i++) {
                    users.setString(1, user(i));
                    users.setTimestamp(2, Timestamp.from(Instant.EPOCH));
                    users.addBatch();
                    add(subscriptions, i, service, vapidKey);
                }
                users.executeBatch();
                subscriptions.executeBatch();
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void add(PreparedStatement subscriptions, int number, TestPushService service, String vapidKey)
            throws SQLException {
        String endpoint = service.endpoint(endpoint(number));
        subscriptions.setString(1, user(number));
        subscriptions.setString(2, endpoint);
        subscriptions.setBytes(3, sha256(endpoint));
        subscriptions.setString(4, service.uri().toString());
        subscriptions.setBytes(5, Base64.getUrlDecoder().decode(browser.p256dh()));
        subscriptions.setBytes(6, Base64.getUrlDecoder().decode(browser.auth()));
        subscriptions.setString(7, vapidKey);
        subscriptions.addBatch();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
