package io.herald.webhooks;

import java.util.Arrays;
import java.util.Optional;

/** The types of events that hooks may list. */
public enum HookEventType {
    USER_ONLINE("user.online"),
    USER_OFFLINE("user.offline"),
    ROOM_OCCUPIED("room.occupied"),
    ROOM_VACATED("room.vacated"),
    NOTIFICATION_READ("notification.read"),
    NOTIFICATION_ARCHIVED("notification.archived"),
    NOTIFICATION_FAILED("notification.failed"),
    PUSH_GONE("push.gone"),
    MESSAGE_SENT("message.sent");

    private final String value;

    HookEventType(String value) {
        this.value = value;
    }

    public String value() {
        return value;
    }

    public static Optional<HookEventType> of(String value) {
        return Arrays.stream(values()).filter(type -> type.value.equals(value)).findFirst();
    }
}
