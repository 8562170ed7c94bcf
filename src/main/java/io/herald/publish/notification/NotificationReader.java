package io.herald.publish.notification;

import io.herald.event.NameSyntax;
import io.herald.json.JsonFields;
import io.herald.json.JsonKind;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.herald.publish.IdempotencyKeyHeader;
import io.herald.webhooks.WebhookConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a notification from JSON and reports all invalid fields together. */
@ApplicationScoped
class NotificationReader {

    static final int MAX_USERS = 10_000;

    private static final List<String> TYPES = List.of("error", "info", "success", "warning");
    private static final int MAX_TITLE = 500;
    private static final int MAX_BODY = 10_000;
    private static final int MAX_LINK = 2_048;
    private static final Duration MAX_TTL = Duration.ofDays(365);

    private final WebhookConfig webhookConfig;
    private final Clock clock;

    NotificationReader(WebhookConfig webhookConfig, Clock clock) {
        this.webhookConfig = webhookConfig;
        this.clock = clock;
    }

    /**
     * Reads the body of a call.
     *
     * @param key the header {@code Idempotency-Key}; null if there is none
     * @throws io.herald.problem.ProblemException if the body is not a notification, or the key is invalid
     */
    Notification read(byte[] body, @Nullable String key, String sender) {
        RawJson json = StrictJson.read(body);
        JsonFields jsonFields = JsonFields.of(json);
        Notification notification = read(jsonFields, sender, IdempotencyKey.of(sender, key, json));
        if (key != null && !IdempotencyKeyHeader.isKey(key)) {
            jsonFields.addViolation(IdempotencyKeyHeader.NAME, IdempotencyKeyHeader.EXPECTED);
        }
        jsonFields.throwIfInvalid();
        return notification;
    }

    /**
     * Reads an item of a batch, which contains its key.
     *
     * @throws io.herald.problem.ProblemException if the item is not a notification, or its key is invalid
     */
    Notification readItem(RawJson item, String sender) {
        JsonFields jsonFields = JsonFields.of(item, "a notification");
        String key = jsonFields.parsed(IdempotencyKey.FIELD, IdempotencyKeyHeader::check);
        RawJson content = key == null ? item : IdempotencyKey.without(item);
        Notification notification = read(jsonFields, sender, IdempotencyKey.of(sender, key, content));
        jsonFields.throwIfInvalid();
        return notification;
    }

    /**
     * Reads a notification. Does not throw for invalid fields: {@link JsonFields#throwIfInvalid()} does, so a caller uses the result only
     * after it.
     */
    Notification read(JsonFields jsonFields, String sender, @Nullable IdempotencyKey key) {
        NotificationTarget to = target(jsonFields);
        return new Notification(
                sender,
                key,
                to,
                type(jsonFields),
                orEmpty(jsonFields.requiredText("title", MAX_TITLE)),
                jsonFields.text("body", MAX_BODY),
                jsonFields.parsed("category", NotificationReader::category),
                jsonFields.flag("critical", false),
                jsonFields.parsed("link", NotificationReader::link),
                data(jsonFields),
                ttl(jsonFields),
                deliverAt(jsonFields),
                jsonFields.parsed("collapseKey", NotificationReader::name),
                escalation(jsonFields));
    }

    private @Nullable Instant deliverAt(JsonFields jsonFields) {
        Instant time = jsonFields.instant("deliverAt");
        if (time != null && time.isAfter(clock.instant().plus(MAX_TTL))) {
            jsonFields.addViolation("deliverAt", "must be within a year");
        }
        return time;
    }

    /**
     * Reads the escalation. It names a configured webhook and not a URL: with a URL a sender could make the service call any
     * address.
     */
    private @Nullable Escalation escalation(JsonFields jsonFields) {
        JsonFields given = jsonFields.object("escalate");
        if (given == null) {
            return null;
        }
        if (!given.has("after")) {
            given.addViolation("after", "is required: a duration such as PT5M");
        }
        if (!given.has("webhook")) {
            given.addViolation("webhook", "is required: the name of a configured webhook");
        }
        Duration after = given.duration("after");
        String webhook = given.text("webhook", MAX_TITLE);
        if (after != null && (after.isNegative() || after.isZero() || after.compareTo(MAX_TTL) > 0)) {
            given.addViolation("after", "must be positive and at most " + MAX_TTL);
        }
        if (webhook != null && !webhookConfig.targets().containsKey(webhook)) {
            given.addViolation("webhook", "must be the name of a configured webhook");
        }
        return after == null || webhook == null ? null : new Escalation(after, webhook);
    }

    private static NotificationTarget target(JsonFields jsonFields) {
        NotificationTarget none = new NotificationTarget.Everyone();
        if (!jsonFields.has("to")) {
            jsonFields.addViolation("to", "is required: {\"users\":[…]}, {\"room\":…} or {\"everyone\":true}");
        }
        JsonFields to = jsonFields.object("to");
        if (to == null) {
            return none;
        }
        List<String> users = to.list("users", MAX_USERS, NotificationReader::name);
        String room = to.parsed("room", NotificationReader::name);
        boolean wantsRoom = room != null;
        boolean everyone = to.flag("everyone", false);
        int given = (users != null ? 1 : 0) + (wantsRoom ? 1 : 0) + (everyone ? 1 : 0);
        if (given != 1 && jsonFields.isValid()) {
            jsonFields.addViolation("to", "must name exactly one of users, room and everyone");
        }
        if (users != null) {
            if (users.isEmpty() && jsonFields.isValid()) {
                to.addViolation("users", "must not be empty");
            }
            return new NotificationTarget.Users(List.copyOf(new LinkedHashSet<>(users)));
        }
        return wantsRoom ? new NotificationTarget.Room(room) : none;
    }

    private static String type(JsonFields jsonFields) {
        if (!jsonFields.has("type")) {
            jsonFields.addViolation("type", "is required: one of " + String.join(", ", TYPES));
        }
        return orEmpty(jsonFields.oneOf("type", TYPES));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String name(String text) {
        return accept(text, NameSyntax.isName(text), "must be 1 to 128 of A-Z a-z 0-9 . _ @ : + | = ~ -");
    }

    private static String category(String text) {
        return accept(text, NameSyntax.isEventName(text), "must be 1 to 64 of A-Z a-z 0-9 . _ -");
    }

    /** Accepts only links that a browser may open. Schemes that execute in the page, such as {@code javascript:}, are refused. */
    private static String link(String text) {
        String wrong = "must be an https or http URL or a path, of at most " + MAX_LINK + " characters";
        return accept(text, text.length() <= MAX_LINK && (isPath(text) || isWeb(text)), wrong);
    }

    private static boolean isPath(String text) {
        return text.startsWith("/") && !text.startsWith("//") && !text.startsWith("/\\") && parse(text) != null;
    }

    private static boolean isWeb(String text) {
        URI uri = parse(text);
        String scheme =
                uri == null || uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        return (scheme.equals("https") || scheme.equals("http")) && uri.getHost() != null;
    }

    private static @Nullable URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException notAnAddress) {
            return null;
        }
    }

    private static String accept(String text, boolean fine, String otherwise) {
        if (!fine) {
            throw new IllegalArgumentException(otherwise);
        }
        return text;
    }

    private static @Nullable RawJson data(JsonFields jsonFields) {
        RawJson data = jsonFields.raw("data");
        if (data == null || data.isNull()) {
            return null;
        }
        if (data.kind() != JsonKind.OBJECT) {
            jsonFields.addViolation("data", "must be an object");
        }
        return data;
    }

    private static @Nullable Duration ttl(JsonFields jsonFields) {
        Duration ttl = jsonFields.duration("ttl");
        if (ttl != null && (ttl.isNegative() || ttl.isZero() || ttl.compareTo(MAX_TTL) > 0)) {
            jsonFields.addViolation("ttl", "must be positive and at most " + MAX_TTL);
            return null;
        }
        return ttl;
    }
}
