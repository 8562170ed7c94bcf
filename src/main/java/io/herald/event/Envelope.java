package io.herald.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Arrays;

/**
 * Encodes the JSON object that every transport delivers, in two parts. The body is encoded once, when the event is
 * accepted. The head, which names cursor, id, channel and event, is encoded on delivery.
 */
public final class Envelope {

    /** Always with three decimals, so that times of equal length also compare as text. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    /** The text of a second, up to its decimals. Most events are accepted in the same second as the event before. */
    private record Second(long epochSecond, String text) {}

    private static volatile Second latest = new Second(0, "1970-01-01T00:00:00.");

    private static final byte[] FROM = "\"from\":".getBytes(UTF_8);
    private static final byte[] DATA = "\"data\":".getBytes(UTF_8);

    private Envelope() {}

    /**
     * Encodes the body, from {@code "time"} to the closing brace.
     *
     * @param from a valid {@link NameSyntax name}
     * @param data valid JSON
     */
    public static byte[] body(Instant time, String from, byte[] data) {
        String start = ",\"time\":\"" + time(time) + "\",\"from\":\"" + from + "\",\"data\":";
        byte[] head = start.getBytes(UTF_8);
        byte[] body = new byte[head.length + data.length + 1];
        System.arraycopy(head, 0, body, 0, head.length);
        System.arraycopy(data, 0, body, head.length, data.length);
        body[body.length - 1] = '}';
        return body;
    }

    /** Returns where the data begins in a body. The data ends before the last byte. */
    public static int dataStart(byte[] body) {
        return valueStart(body, DATA, 0);
    }

    /** Returns the sender of a body. */
    public static String from(byte[] body) {
        int start = valueStart(body, FROM, 0) + 1;
        int end = start;
        while (body[end] != '"') {
            end++;
        }
        return new String(body, start, end - start, UTF_8);
    }

    /** Returns a copy of the body with other data. */
    public static byte[] withData(byte[] body, byte[] data) {
        int start = dataStart(body);
        byte[] changed = Arrays.copyOf(body, start + data.length + 1);
        System.arraycopy(data, 0, changed, start, data.length);
        changed[changed.length - 1] = '}';
        return changed;
    }

    /**
     * Returns where the value of a member begins. Times and names contain no quotes, so the first match is the member.
     */
    private static int valueStart(byte[] body, byte[] member, int from) {
        int at = from;
        while (!Arrays.equals(body, at, at + member.length, member, 0, member.length)) {
            at++;
        }
        return at + member.length;
    }

    /** Encodes the head of a durable event, up to its body. No value in it can need escaping. */
    public static String head(String cursor, String id, Channel channel, String event) {
        return "{\"cursor\":\"" + cursor + "\",\"id\":\"" + id + "\"," + channelAndEvent(channel, event);
    }

    /** Encodes the head of an ephemeral event, which has neither cursor nor id. */
    public static String head(Channel channel, String event) {
        return "{" + channelAndEvent(channel, event);
    }

    private static String channelAndEvent(Channel channel, String event) {
        return "\"channel\":\"" + channel.key() + "\",\"event\":\"" + event + '"';
    }

    public static String time(Instant time) {
        long epochSecond = time.getEpochSecond();
        Second second = latest;
        if (second.epochSecond != epochSecond) {
            String text = TIME.format(Instant.ofEpochSecond(epochSecond));
            second = new Second(epochSecond, text.substring(0, text.length() - "000Z".length()));
            latest = second;
        }
        int millis = time.getNano() / 1_000_000;
        return second.text
                + (char) ('0' + millis / 100)
                + (char) ('0' + millis / 10 % 10)
                + (char) ('0' + millis % 10)
                + 'Z';
    }

    /** Joins head and body into the bytes of the envelope. */
    public static byte[] encode(String head, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length() + body.length);
        out.writeBytes(head.getBytes(UTF_8));
        out.writeBytes(body);
        return out.toByteArray();
    }
}
