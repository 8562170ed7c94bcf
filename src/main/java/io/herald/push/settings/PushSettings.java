package io.herald.push.settings;

import io.herald.problem.Problem;
import io.herald.push.crypto.PrivateKeyReader;
import io.herald.push.crypto.VapidKey;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The parsed settings of Web Push. If one is invalid, Web Push is disabled, and the start fails. */
@Singleton
public final class PushSettings {

    private static final String PREFIX = "herald.push.";

    private final PushConfig config;
    private final List<String> errors = new ArrayList<>();
    private final @Nullable PushKeys keys;
    private final String subject;
    private final @Nullable URI site;
    private final PushHosts hosts;

    PushSettings(PushConfig config) {
        this.config = config;
        this.keys = keys(config.vapid());
        this.subject = set(config.vapid().subject()).orElse("");
        this.site = set(config.site())
                .map(text -> read("site", text, PushSettings::site))
                .orElse(null);
        PushHosts read = read("hosts", config.hosts(), patterns -> new PushHosts(patterns, config.allowPrivate()));
        this.hosts = read == null ? new PushHosts(List.of(), false) : read;
        checkSubject();
        check("subscriptions-per-user", config.subscriptionsPerUser() >= 1, "must be positive");
        check("concurrency", config.concurrency() >= 1, "must be positive");
        check("after", !config.after().isNegative(), "must not be negative");
    }

    /** Returns whether Web Push is configured. */
    public boolean isEnabled() {
        return keys != null;
    }

    /** @throws io.herald.problem.ProblemException 404 if Web Push is disabled */
    public PushKeys keys() {
        if (keys == null) {
            throw Problem.notFound("Web Push is disabled. The operator enables it with herald.push.vapid.private-key.")
                    .asException();
        }
        return keys;
    }

    public String subject() {
        return subject;
    }

    public @Nullable URI site() {
        return site;
    }

    public PushHosts hosts() {
        return hosts;
    }

    /** Returns what is wrong with the settings. No line contains any part of a key. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    private @Nullable PushKeys keys(PushConfig.Vapid vapid) {
        Optional<String> pem = set(vapid.privateKey());
        Optional<String> formerPem = set(vapid.formerPrivateKeys());
        VapidKey current = pem.map(text -> read("vapid.private-key", text, PrivateKeyReader::readOne))
                .orElse(null);
        List<VapidKey> former = formerPem
                .map(text -> read("vapid.former-private-keys", text, PrivateKeyReader::readAll))
                .orElse(List.of());
        check(
                "vapid.former-private-keys",
                pem.isPresent() || formerPem.isEmpty(),
                "needs herald.push.vapid.private-key");
        return current == null ? null : new PushKeys(current, former);
    }

    private void checkSubject() {
        boolean isNeeded = set(config.vapid().privateKey()).isPresent();
        boolean isContact =
                subject.matches("mailto:[^@\\s]+@[^@\\s]+|https://[^/\\s]+.*") && !subject.matches(".*\\s.*");
        check("vapid.subject", !isNeeded || !subject.isEmpty(), "must be set with herald.push.vapid.private-key");
        check("vapid.subject", subject.isEmpty() || isContact, "must be a mailto: or https: address");
    }

    private void check(String name, boolean holds, String otherwise) {
        if (!holds) {
            errors.add(PREFIX + name + " " + otherwise);
        }
    }

    private <T, R> @Nullable R read(String name, T value, Function<T, R> reader) {
        try {
            return reader.apply(value);
        } catch (IllegalArgumentException wrong) {
            errors.add(PREFIX + name + " " + wrong.getMessage());
            return null;
        }
    }

    private static URI site(String text) {
        URI site = URI.create(text);
        boolean isWeb = "https".equalsIgnoreCase(site.getScheme()) || "http".equalsIgnoreCase(site.getScheme());
        if (!isWeb || site.getHost() == null) {
            throw new IllegalArgumentException("must be an https or http address");
        }
        return site;
    }

    /** An empty variable of the environment counts as absent. */
    private static Optional<String> set(Optional<String> value) {
        return value.filter(text -> !text.isBlank());
    }
}
