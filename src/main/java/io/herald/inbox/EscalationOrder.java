package io.herald.inbox;

import io.herald.json.Fields;
import io.herald.json.JsonWriter;
import io.herald.json.StrictJson;
import java.time.Duration;

/**
 * An escalation as it waits on the schedule.
 *
 * @param attempt how often the webhook has failed
 */
record EscalationOrder(String notification, String webhook, int attempt) {
    static final int MOST_ATTEMPTS = 10;

    private static final int LONGEST = 1_000;
    private static final Duration FIRST_WAIT = Duration.ofSeconds(5);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    static EscalationOrder of(byte[] content) {
        Fields fields = Fields.of(StrictJson.read(content));
        return new EscalationOrder(
                fields.requiredText("notification", LONGEST), fields.requiredText("webhook", LONGEST), (int)
                        fields.number("attempt", 0, 0, MOST_ATTEMPTS));
    }

    byte[] next() {
        return new JsonWriter()
                .object()
                .field("notification", notification)
                .field("webhook", webhook)
                .field("attempt", attempt + 1)
                .endObject()
                .toBytes();
    }

    Duration pause() {
        Duration doubled = FIRST_WAIT.multipliedBy(1L << 2 * Math.min(attempt, 5));
        return doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
    }
}
