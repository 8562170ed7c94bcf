package io.herald.rooms;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a room.
 *
 * @param keep how long messages are kept beyond the log, an ISO-8601 duration as the administrator wrote it; null if they are
 *     not kept
 */
record RoomSettings(
        boolean isPublic, boolean isBroadcast, @Nullable String keep) {

    /** The settings of a room that is not stored. */
    static final RoomSettings USUAL = new RoomSettings(false, false, null);

    static RoomSettings of(String visibility, String kind, @Nullable String keep) {
        return new RoomSettings(visibility.equals("public"), kind.equals("broadcast"), keep);
    }

    String visibility() {
        return isPublic ? "public" : "private";
    }

    String kind() {
        return isBroadcast ? "broadcast" : "open";
    }

    /** Returns the format of the copy in Redis. */
    String toText() {
        return String.format(Locale.ROOT, "%s %s %s", visibility(), kind(), keep == null ? "-" : keep);
    }

    static RoomSettings parse(String text) {
        String[] parts = text.split(" ");
        return of(parts[0], parts[1], parts[2].equals("-") ? null : parts[2]);
    }
}
