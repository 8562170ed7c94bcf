package io.herald.rooms;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator has said of a room.
 *
 * @param keep how long its messages are kept beyond the log, an ISO-8601 duration as it was given
 */
record RoomSettings(
        boolean isPublic, boolean isBroadcast, @Nullable String keep) {

    /** Of a room of which nothing was said. */
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

    /** As the copy has it. */
    String spelled() {
        return String.format(Locale.ROOT, "%s %s %s", visibility(), kind(), keep == null ? "-" : keep);
    }

    static RoomSettings parse(String spelled) {
        String[] parts = spelled.split(" ");
        return of(parts[0], parts[1], parts[2].equals("-") ? null : parts[2]);
    }
}
