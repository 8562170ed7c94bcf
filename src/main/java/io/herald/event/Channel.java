package io.herald.event;

import org.jspecify.annotations.Nullable;

/**
 * A named, ordered sequence of events.
 *
 * @param key its name on the wire and in the log: {@code user:<id>}, {@code room:<name>} or {@code everyone}
 */
public record Channel(String key) {

    public static final Channel EVERYONE = new Channel("everyone");

    private static final String USER = "user:";
    private static final String ROOM = "room:";

    public static Channel user(String id) {
        return new Channel(USER + id);
    }

    public static Channel room(String name) {
        return new Channel(ROOM + name);
    }

    /** Returns the channel with this key, or null if the key is not valid. */
    public static @Nullable Channel parse(String key) {
        if (key.equals(EVERYONE.key)) {
            return EVERYONE;
        }
        boolean prefixed = key.startsWith(USER) || key.startsWith(ROOM);
        return prefixed && NameSyntax.isName(key.substring(USER.length())) ? new Channel(key) : null;
    }

    public boolean isUser() {
        return key.startsWith(USER);
    }

    public boolean isRoom() {
        return key.startsWith(ROOM);
    }

    /** Returns the id of the user, the name of the room, or {@code everyone}. */
    public String name() {
        return this.equals(EVERYONE) ? key : key.substring(USER.length());
    }

    @Override
    public String toString() {
        return key;
    }
}
