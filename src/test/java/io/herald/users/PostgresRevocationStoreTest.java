package io.herald.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.herald.problem.ProblemException;
import io.herald.push.Database;
import io.herald.testing.Await;
import io.herald.testing.PostgresServerProcess;
import io.herald.testing.TestServers;
import io.herald.users.RevocationStore.Part;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Tag("quarkus")
@QuarkusTestResource(TestServers.class)
class PostgresRevocationStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-20T15:00:00.123Z");

    private final String user = "stored-" + UUID.randomUUID();

    @Inject
    PostgresRevocationStore store;

    @Inject
    Vertx vertx;

    @BeforeEach
    void awaitSchema() {
        Await.until("the schema exists", () -> await(store.after(0)) != null);
    }

    @Test
    void a_read_after_a_number_returns_only_later_revocations() {
        long start = await(store.after(0)).seq();
        await(store.add(new Revocation.Before(user, NOW)));
        await(store.add(new Revocation.Single(user, "one", NOW)));
        Part first = await(store.after(start));
        assertEquals(List.of("before " + user, "jti " + user + " one"), members(first));
        assertTrue(own(first).contains(new Revocation.Before(user, NOW)));
        assertEquals(List.of(), members(await(store.after(first.seq()))));
        assertFalse(first.hasGoneBack());

        await(store.add(new Revocation.Before(user, NOW.plusSeconds(1))));
        Part later = await(store.after(first.seq()));
        assertEquals(List.of(new Revocation.Before(user, NOW.plusSeconds(1))), own(later));
    }

    @Test
    void a_revocation_time_never_decreases() {
        await(store.add(new Revocation.Before(user, NOW)));
        await(store.add(new Revocation.Before(user, NOW.minusSeconds(60))));
        assertEquals(List.of(new Revocation.Before(user, NOW)), own(await(store.after(0))));
    }

    @Test
    void revocations_stored_by_an_older_version_are_numbered() throws SQLException {
        long start = await(store.after(0)).seq();
        try (Connection connection = PostgresServerProcess.connect(TestServers.settings());
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO revocation_token (user_id, jti) VALUES ('" + user + "', 'old')");
        }
        assertEquals(List.of("jti " + user + " old"), members(await(store.after(start))));
    }

    @Test
    void a_read_reports_that_the_store_will_reuse_numbers() {
        assertTrue(await(store.after(Long.MAX_VALUE)).hasGoneBack());
    }

    @Test
    void only_older_revocations_are_deleted() {
        Instant old = Instant.parse("2001-01-01T00:00:00Z");
        await(store.add(new Revocation.Before(user, old)));
        await(store.add(new Revocation.Single(user, "young", NOW)));
        await(store.deleteBefore(old));
        assertEquals(2, own(await(store.after(0))).size());
        await(store.deleteBefore(old.plusMillis(1)));
        assertEquals(List.of("jti " + user + " young"), members(await(store.after(0))));
    }

    /** The start reads them while the first migrations have run and later ones have not. */
    @Test
    void revocations_are_unavailable_until_the_schema_is_migrated() {
        Database outdated = Database.create();
        Pool pool = poolOf(outdated.settings());
        PostgresRevocationStore outdatedStore = new PostgresRevocationStore(pool);
        assertEquals(List.of(), own(await(outdatedStore.after(0))), "a new database");
        outdated.run("CREATE TABLE revocation_before (user_id varchar PRIMARY KEY, before timestamptz NOT NULL);"
                + "CREATE TABLE revocation_token (user_id varchar, jti varchar, PRIMARY KEY (user_id, jti))");
        ProblemException unavailable = assertThrows(ProblemException.class, () -> await(outdatedStore.after(0)));
        assertEquals(503, unavailable.problem().status());
        await(pool.close());
    }

    private Pool poolOf(Map<String, String> settings) {
        return PgBuilder.pool()
                .connectingTo(PgConnectOptions.fromUri(settings.get("quarkus.datasource.reactive.url"))
                        .setUser(settings.get("quarkus.datasource.username"))
                        .setPassword(settings.get("quarkus.datasource.password")))
                .using(vertx)
                .build();
    }

    private List<Revocation> own(Part part) {
        return part.revocations().stream()
                .filter(revocation -> revocation.user().equals(user))
                .toList();
    }

    private List<String> members(Part part) {
        return own(part).stream().map(Revocation::member).sorted().toList();
    }

    private static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(5));
    }
}
