package io.herald.outbox;

import io.herald.database.DatabaseMetrics;
import io.herald.event.NameSyntax;
import io.quarkus.tls.TlsConfiguration;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A configured database.
 *
 * @param name the name in the settings, metrics and logs
 * @param sender the sender of the rows
 * @param poll how often an idle reader looks for rows
 * @param listens whether the reader listens for notifications of the database
 */
record OutboxDatabase(
        String name, PgConnectOptions options, String schema, String sender, Duration poll, boolean listens) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern SCHEMA = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,47}");
    private static final Duration SHORTEST_POLL = Duration.ofMillis(10);
    private static final Duration LONGEST_POLL = Duration.ofMinutes(1);

    private static final int CONNECT_MS = 5_000;
    private static final int UNANSWERED_MS = 10_000;

    /**
     * Longer than a batch may take, in which the connection is silent. It also closes connections to a server that hangs, which
     * would never confirm that they are closed.
     */
    private static final int IDLE_SECONDS = 30;

    /**
     * @param tls finds a TLS configuration by its name
     * @throws IllegalArgumentException if a setting is invalid; the message names it
     */
    static OutboxDatabase of(
            String name, OutboxConfig.Source source, Function<String, Optional<TlsConfiguration>> tls) {
        String prefix = "herald.outbox." + name;
        check(NAME.matcher(name).matches(), prefix + ": the name must be 1 to 64 of A-Z a-z 0-9 _ -");
        check(
                SCHEMA.matcher(source.schema()).matches(),
                prefix + ".schema must be a name of letters, digits and _, of at most 48 characters");
        String sender = source.sender().orElse("outbox:" + name);
        check(NameSyntax.isName(sender), prefix + ".sender must be 1 to 128 of A-Z a-z 0-9 . _ @ : + | = ~ -");
        Duration poll = source.poll();
        check(
                poll.compareTo(SHORTEST_POLL) >= 0 && poll.compareTo(LONGEST_POLL) <= 0,
                prefix + ".poll must be between 10ms and 1m");
        return new OutboxDatabase(name, options(prefix, source, tls), source.schema(), sender, poll, source.listen());
    }

    private static PgConnectOptions options(
            String prefix, OutboxConfig.Source source, Function<String, Optional<TlsConfiguration>> tls) {
        PgConnectOptions options = parse(prefix, source.url());
        source.username().ifPresent(options::setUser);
        source.password().ifPresent(options::setPassword);
        behindProxy(options);
        options.setMetricsName(DatabaseMetrics.NOT_MEASURED);
        options.setConnectTimeout(CONNECT_MS);
        options.setTcpUserTimeout(UNANSWERED_MS);
        options.setTcpKeepAlive(true);
        options.setIdleTimeout(IDLE_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS);
        source.tlsConfigurationName().ifPresent(name -> {
            TlsConfiguration found = tls.apply(name)
                    .orElseThrow(() -> new IllegalArgumentException(prefix + ".tls-configuration-name=" + name
                            + ": quarkus.tls." + name + " is not configured"));
            options.setSslMode(SslMode.VERIFY_FULL)
                    .setHostnameVerificationAlgorithm(
                            found.getHostnameVerificationAlgorithm().orElse("HTTPS"));
            options.setTrustOptions(found.getTrustStoreOptions());
            options.setKeyCertOptions(found.getKeyStoreOptions());
        });
        return options;
    }

    /**
     * Prepares for a proxy that may run each transaction on another connection: no named prepared statements, and no parameter
     * of the session that PgBouncer does not know.
     */
    private static void behindProxy(PgConnectOptions options) {
        options.setUseLayer7Proxy(true);
        Map<String, String> properties = new HashMap<>(options.getProperties());
        properties.remove("extra_float_digits");
        properties.put("application_name", "herald");
        options.setProperties(properties);
    }

    /** The message must not contain the URL, which may contain a password. */
    private static PgConnectOptions parse(String prefix, String url) {
        try {
            return PgConnectOptions.fromUri(url);
        } catch (RuntimeException wrong) {
            throw new IllegalArgumentException(prefix + ".url must be postgresql://host:5432/name");
        }
    }

    private static void check(boolean fine, String otherwise) {
        if (!fine) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
