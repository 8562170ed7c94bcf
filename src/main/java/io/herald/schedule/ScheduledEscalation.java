package io.herald.schedule;

import io.herald.json.JsonFields;
import io.herald.json.JsonWriter;
import io.herald.json.StrictJson;
import java.time.Duration;

/**
 * An escalation on the schedule: calls a webhook if a notification has not been read when the entry is due.
 *
 * @param webhook the name of a configured webhook
 * @param attempt the number of failed attempts
 */
public record ScheduledEscalation(String notification, String webhook, int attempt) {

    /** The prefix of schedule ids of escalations. */
    public static final String PREFIX = "escalation:";

    /** With these, attempts end after a day. */
    private static final int MAX_ATTEMPTS = 29;

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

    /** Returns the schedule id, which is the same for all attempts. */
    public String taskId() {
        return PREFIX + notification;
    }

    public boolean isLastAttempt() {
        return attempt >= MAX_ATTEMPTS;
    }

    public ScheduledEscalation next() {
        return new ScheduledEscalation(notification, webhook, attempt + 1);
    }

    /** Returns the delay before the next attempt. It quadruples with each attempt, up to one hour. */
    public Duration pause() {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << 2 * Math.min(attempt, 5));
        return pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
    }
}
