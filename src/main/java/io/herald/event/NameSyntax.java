package io.herald.event;

import java.util.Set;

/**
 * Defines the valid names of users, rooms and events. Implemented with loops, because the checks run for each recipient
 * of each publish.
 */
public final class NameSyntax {

    private static final int MAX_NAME = 128;
    private static final int MAX_EVENT = 64;
    private static final String NAME_PUNCTUATION = "._@:+|=~-";
    private static final String EVENT_PUNCTUATION = "._-";

    private static final Set<String> RESERVED =
            Set.of("ready", "reset", "evicted", "unavailable", "hb", "ack", "error", "open", "notification", "message");
    private static final String[] RESERVED_PREFIXES = {
        "presence.", "typing.", "inbox.", "room.", "notification.", "message.", "session."
    };

    private static final String SERVICE_ROOMS = "herald.";

    private NameSyntax() {}

    /** Whether this is a valid id of a user or name of a room. */
    public static boolean isName(String text) {
        return consistsOf(text, MAX_NAME, NAME_PUNCTUATION);
    }

    public static boolean isEventName(String text) {
        return consistsOf(text, MAX_EVENT, EVENT_PUNCTUATION);
    }

    /** Whether only the service itself may send events of this name. */
    public static boolean isReserved(String event) {
        if (RESERVED.contains(event)) {
            return true;
        }
        for (String prefix : RESERVED_PREFIXES) {
            if (event.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Whether only the service itself may send to a room of this name. It publishes its own state there. */
    public static boolean isServiceRoom(String room) {
        return room.startsWith(SERVICE_ROOMS);
    }

    private static boolean consistsOf(String text, int max, String punctuation) {
        if (text.isEmpty() || text.length() > max) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && punctuation.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
