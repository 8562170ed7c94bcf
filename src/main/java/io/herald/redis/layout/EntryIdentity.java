package io.herald.redis.layout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.event.Event;
import io.herald.event.EventId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Identifies an entry of the tail by its content as well as its id. After a failover to a server whose clock is behind, another
 * entry may have the id of one that was lost.
 *
 * @param name of the event; empty for a position that no entry has
 */
public record EntryIdentity(EventId id, String name, byte[] body) {

    private static final byte[] EMPTY = {};

    public static EntryIdentity of(Event event) {
        return new EntryIdentity(event.id(), event.name(), event.body());
    }

    /** Identifies a position that no entry has, such as a birth mark. */
    public static EntryIdentity withoutEntry(EventId position) {
        return new EntryIdentity(position, "", EMPTY);
    }

    /** Whether it identifies an entry, and not only a position. */
    public boolean isStored() {
        return !name.isEmpty();
    }

    /** Returns the digest that the script {@code open} compares with that of the stored entry. */
    public String digest() {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(name.getBytes(UTF_8));
            sha1.update((byte) 0);
            return HexFormat.of().formatHex(sha1.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
