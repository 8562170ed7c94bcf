package io.herald.notification;

import io.herald.json.JsonFields;
import io.herald.json.JsonWriter;
import io.herald.json.StrictJson;
import java.time.Duration;

/**
 * An escalation on the schedule: a webhook to call if a notification has not been read by then.
 *
 * @param webhook the name of a configured one
 * @param attempt how often the webhook has failed
 */
public record ScheduledEscalation(String notification, String webhook, int attempt) {

    /** Ids of escalations on the schedule begin with it. */
    public static final String PREFIX = "escalation:";

    private static final int MAX_ATTEMPTS = 10;
    private static final int MAX_TEXT = 1_000;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration MAX_PAUSE = Duration.ofHours(1);

    public static ScheduledEscalation first(String notification, String webhook) {
        return new ScheduledEscalation(notification, webhook, 0);
    }

    /** @throws io.herald.problem.ProblemException if the content is not what {@link #toJson} writes */
    public static ScheduledEscalation parse(byte[] content) {
        JsonFields jsonFields = JsonFields.of(StrictJson.read(content));
        return new ScheduledEscalation(
                jsonFields.requiredText("notification", MAX_TEXT), jsonFields.requiredText("webhook", MAX_TEXT), (int)
                        jsonFields.number("attempt", 0, 0, MAX_ATTEMPTS));
    }

    public byte[] toJson() {
        JsonWriter json =
                new JsonWriter().object().field("notification", notification).field("webhook", webhook);
        if (attempt > 0) {
            json.field("attempt", attempt);
        }
        return json.endObject().toBytes();
    }

    /** The id on the schedule. All attempts have the same. */
    public String taskId() {
        return PREFIX + notification;
    }

    public boolean isLastAttempt() {
        return attempt >= MAX_ATTEMPTS;
    }

    public ScheduledEscalation next() {
        return new ScheduledEscalation(notification, webhook, attempt + 1);
    }

    /** The time until the next attempt: four times as long after each. */
    public Duration pause() {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << 2 * Math.min(attempt, 5));
        return pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
    }
}
