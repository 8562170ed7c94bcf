package io.herald.ws.protocol;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Implements permessage-deflate (RFC 7692) for one socket.
 *
 * <p>Server messages are compressed without context takeover, so that all subscribers share one compressed frame. Client
 * messages may use context takeover unless the client offers {@code client_no_context_takeover}. The inflater is allocated
 * with the first compressed message, so that clients that only receive cost nothing.
 */
final class MessageDeflater {

    private static final String NAME = "permessage-deflate";
    private static final String CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";

    /**
     * The parameters that the server accepts by repeating them in its answer. A server window below 15 bits is not among
     * them, because the window of the JDK's deflater is fixed.
     */
    private static final Set<String> REPEATED =
            Set.of(CLIENT_NO_CONTEXT_TAKEOVER, "server_no_context_takeover", "server_max_window_bits=15");

    /** The payload size in bytes below which compression gains nothing. */
    private static final int MIN_SIZE = 256;

    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};
    private static final int CHUNK = 8 * 1024;

    /** Thrown if a message exceeds the maximum size when inflated. A few bytes can inflate to megabytes. */
    static final class TooBig extends Exception {
        private static final long serialVersionUID = 1L;

        TooBig() {
            super("inflated message too big", null, false, false);
        }
    }

    private final Set<String> parameters;
    private @Nullable Inflater inflater;

    private MessageDeflater(Set<String> agreed) {
        this.parameters = agreed;
    }

    /** Accepts the first offer whose parameters are all supported. Returns null if there is none. */
    static @Nullable MessageDeflater accept(@Nullable String offers) {
        for (String offer : offers == null ? new String[0] : offers.split(",")) {
            String[] parts =
                    offer.toLowerCase(Locale.ROOT).replaceAll("[\\s\"]", "").split(";");
            Set<String> asked = Arrays.stream(parts).skip(1).collect(Collectors.toCollection(LinkedHashSet::new));
            asked.removeIf(parameter -> parameter.matches("client_max_window_bits(=([89]|1[0-5]))?"));
            if (parts[0].equals(NAME) && REPEATED.containsAll(asked)) {
                return new MessageDeflater(asked);
            }
        }
        return null;
    }

    /** Returns the negotiated extension for the {@code Sec-WebSocket-Extensions} header of the response. */
    String answer() {
        return NAME + parameters.stream().map(parameter -> "; " + parameter).collect(Collectors.joining());
    }

    /** Returns the compressed payload, or the given array itself if it is short or compression does not make it smaller. */
    static byte[] deflate(byte[] payload) {
        if (payload.length < MIN_SIZE) {
            return payload;
        }
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(payload);
            byte[] out = new byte[payload.length];
            int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            return length == out.length ? payload : Arrays.copyOf(out, length - TAIL.length);
        } finally {
            deflater.end();
        }
    }

    /**
     * Returns the inflated payload.
     *
     * @throws DataFormatException if the payload is not valid deflate data
     */
    byte[] inflate(byte[] payload, int most) throws DataFormatException, TooBig {
        if (inflater == null) {
            inflater = new Inflater(true);
        }
        byte[] whole = Arrays.copyOf(payload, payload.length + TAIL.length);
        System.arraycopy(TAIL, 0, whole, payload.length, TAIL.length);
        inflater.setInput(whole);
        ByteArrayOutputStream inflated = new ByteArrayOutputStream(Math.min(most, 4 * payload.length));
        byte[] chunk = new byte[CHUNK];
        for (int length = inflater.inflate(chunk); length > 0; length = inflater.inflate(chunk)) {
            if (inflated.size() + length > most) {
                throw new TooBig();
            }
            inflated.write(chunk, 0, length);
        }
        if (inflater.finished() || parameters.contains(CLIENT_NO_CONTEXT_TAKEOVER)) {
            release();
        }
        return inflated.toByteArray();
    }

    /** Releases the native memory of the inflater. */
    void release() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }
}
