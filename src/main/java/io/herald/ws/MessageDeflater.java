package io.herald.ws;

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
 * permessage-deflate (RFC 7692) for one socket. What we send is compressed message by message, without what went before:
 * so one frame serves all subscribers. What a client sends may lean on what it sent before, unless it offers not to; its
 * window is held from its first compressed message on, so that those who only listen cost nothing.
 */
final class MessageDeflater {

    private static final String NAME = "permessage-deflate";
    private static final String CLIENT_FORGETS = "client_no_context_takeover";

    /** What is promised by repeating it. A smaller window of ours is not among them: the JDK's deflater has only one. */
    private static final Set<String> REPEATED =
            Set.of(CLIENT_FORGETS, "server_no_context_takeover", "server_max_window_bits=15");

    /** Below it there is nothing to gain. */
    private static final int WORTH_IT = 256;

    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};
    private static final int CHUNK = 8 * 1024;

    /** A message that grows beyond what a message may be: a few bytes can stand for megabytes. */
    static final class TooBig extends Exception {
        private static final long serialVersionUID = 1L;

        TooBig() {
            super("inflated message too big", null, false, false);
        }
    }

    private final Set<String> agreed;
    private @Nullable Inflater inflater;

    private MessageDeflater(Set<String> agreed) {
        this.agreed = agreed;
    }

    /** For the first of the offers that asks for nothing that we do not do; null for none. */
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

    /** What the client is told of what was agreed upon. */
    String answer() {
        return NAME + agreed.stream().map(parameter -> "; " + parameter).collect(Collectors.joining());
    }

    /** The payload compressed, or itself where that is no smaller. */
    static byte[] deflate(byte[] payload) {
        if (payload.length < WORTH_IT) {
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

    /** @throws DataFormatException if it is nothing that was deflated */
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
        if (inflater.finished() || agreed.contains(CLIENT_FORGETS)) {
            release();
        }
        return inflated.toByteArray();
    }

    /** Gives back what is held outside of the heap. */
    void release() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }
}
