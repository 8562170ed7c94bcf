package io.herald.preferences;

import io.herald.event.NameSyntax;
import io.herald.json.JsonFields;
import io.herald.json.JsonWriter;
import io.herald.json.StrictJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The notification preferences of a user: how each category is delivered, and the quiet hours. Categories that are not
 * listed have the mode {@link DeliveryMode#PUSH}.
 */
public record NotificationPreferences(
        Map<String, DeliveryMode> categories, @Nullable QuietHours quietHours) {

    private static final int MOST_CATEGORIES = 200;

    public enum DeliveryMode {
        /** Delivered to open connections and, independently of them, by Web Push. */
        PUSH("push"),
        /** Stored, and delivered by neither. */
        INBOX_ONLY("inboxOnly"),
        /** Not even stored. */
        MUTE("mute");

        private final String value;

        DeliveryMode(String value) {
            this.value = value;
        }

        static DeliveryMode parse(String text) {
            for (DeliveryMode mode : values()) {
                if (mode.value.equals(text)) {
                    return mode;
                }
            }
            throw new IllegalArgumentException("must be one of push, inboxOnly, mute");
        }
    }

    /** Quiet hours of every day, in the user's time zone. They span midnight if they end before they begin. */
    public record QuietHours(LocalTime from, LocalTime to, ZoneId zone) {

        /** Returns when the current quiet hours end, or null outside of quiet hours. */
        public @Nullable Instant until(Instant now) {
            ZonedDateTime here = now.atZone(zone);
            boolean tomorrow = isOvernight() && !here.toLocalTime().isBefore(from);
            return isQuiet(here) ? at(here.toLocalDate().plusDays(tomorrow ? 1 : 0), to) : null;
        }

        /** Returns when the current quiet hours began, or null outside of quiet hours. */
        public @Nullable Instant since(Instant now) {
            ZonedDateTime here = now.atZone(zone);
            boolean yesterday = isOvernight() && here.toLocalTime().isBefore(to);
            return isQuiet(here) ? at(here.toLocalDate().minusDays(yesterday ? 1 : 0), from) : null;
        }

        private boolean isOvernight() {
            return to.isBefore(from);
        }

        private boolean isQuiet(ZonedDateTime here) {
            boolean begun = !here.toLocalTime().isBefore(from);
            boolean over = !here.toLocalTime().isBefore(to);
            return isOvernight() ? begun || !over : begun && !over;
        }

        private Instant at(LocalDate day, LocalTime time) {
            return day.atTime(time).atZone(zone).toInstant();
        }
    }

    /**
     * The decision on one notification.
     *
     * @param until when a deferred notification is pushed, which is the end of the quiet hours; null if it is not
     *     deferred
     */
    public record Decision(DeliveryMode mode, @Nullable Instant until) {}

    /** Decides on one notification. A critical one is always pushed at once. */
    public Decision decide(String category, boolean critical, Instant now) {
        DeliveryMode mode = critical ? DeliveryMode.PUSH : categories.getOrDefault(category, DeliveryMode.PUSH);
        boolean quiet = mode == DeliveryMode.PUSH && !critical && quietHours != null;
        return new Decision(mode, quiet ? quietHours.until(now) : null);
    }

    public boolean isDefault() {
        return categories.isEmpty() && quietHours == null;
    }

    /**
     * Reads preferences from JSON.
     *
     * @throws io.herald.problem.ProblemException 400 if the JSON is malformed, or with a list of all invalid fields
     */
    public static NotificationPreferences read(byte[] json) {
        JsonFields jsonFields = JsonFields.of(StrictJson.read(json));
        Map<String, DeliveryMode> categories = new TreeMap<>();
        JsonFields given = jsonFields.object("categories");
        if (given != null && given.names().size() > MOST_CATEGORIES) {
            jsonFields.addViolation("categories", "must have at most " + MOST_CATEGORIES + " categories");
        }
        if (given != null) {
            categories(given, categories);
        }
        JsonFields quiet = jsonFields.object("quietHours");
        QuietHours hours = quiet == null ? null : quietHours(quiet);
        jsonFields.throwIfInvalid();
        return new NotificationPreferences(categories, hours);
    }

    private static void categories(JsonFields given, Map<String, DeliveryMode> categories) {
        for (String name : given.names()) {
            DeliveryMode mode = given.parsed(name, DeliveryMode::parse);
            if (!NameSyntax.isEventName(name)) {
                given.addViolation(name, "is not a valid category: use 1 to 64 of A-Z a-z 0-9 . _ -");
            } else if (mode != null && mode != DeliveryMode.PUSH) {
                categories.put(name, mode);
            }
        }
    }

    private static @Nullable QuietHours quietHours(JsonFields quiet) {
        LocalTime from = required(quiet, "from");
        LocalTime to = required(quiet, "to");
        if (!quiet.has("zone")) {
            quiet.addViolation("zone", "is required: a time zone such as Europe/Berlin");
        }
        ZoneId zone = quiet.parsed("zone", NotificationPreferences::zone);
        if (from != null && from.equals(to)) {
            quiet.addViolation("to", "must not be the same as from");
        }
        return from == null || to == null || zone == null ? null : new QuietHours(from, to, zone);
    }

    private static @Nullable LocalTime required(JsonFields quiet, String name) {
        if (!quiet.has(name)) {
            quiet.addViolation(name, "is required: a time such as 22:00");
        }
        return quiet.parsed(name, NotificationPreferences::time);
    }

    private static LocalTime time(String text) {
        if (!text.matches("([01][0-9]|2[0-3]):[0-5][0-9]")) {
            throw new IllegalArgumentException("must be a time such as 22:00");
        }
        return LocalTime.parse(text);
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException("must be a time zone such as Europe/Berlin");
        }
    }

    public byte[] toJson() {
        JsonWriter json = new JsonWriter().object().name("categories").object();
        categories.forEach((name, mode) -> json.field(name, mode.value));
        json.endObject();
        if (quietHours != null) {
            json.name("quietHours")
                    .object()
                    .field("from", time(quietHours.from()))
                    .field("to", time(quietHours.to()))
                    .field("zone", quietHours.zone().getId())
                    .endObject();
        }
        return json.endObject().toBytes();
    }

    private static String time(LocalTime time) {
        return String.format(Locale.ROOT, "%02d:%02d", time.getHour(), time.getMinute());
    }
}
