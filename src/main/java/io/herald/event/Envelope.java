package io.herald.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Arrays;

/**
 * The JSON object that every transport delivers. It is made in two parts: the body, once, when the event is accepted;
 * the head, which names cursor, id and channel, where it is delivered.
 */
public final class Envelope {

    /** Always milliseconds, so that times of one length compare as text too. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private static final byte[] FROM = "\"from\":".getBytes(UTF_8);
    private static final byte[] DATA = "\"data\":".getBytes(UTF_8);

    private Envelope() {}

    /** From {@code "time"} to the closing brace; {@code from} is a {@link NameSyntax name}, {@code data} is JSON already. */
    public static byte[] body(Instant time, String from, byte[] data) {
        String start = ",\"time\":\"" + time(time) + "\",\"from\":\"" + from + "\",\"data\":";
        byte[] head = start.getBytes(UTF_8);
        byte[] body = new byte[head.length + data.length + 1];
        System.arraycopy(head, 0, body, 0, head.length);
        System.arraycopy(data, 0, body, head.length, data.length);
        body[body.length - 1] = '}';
        return body;
    }

    /** Where the data begins in a body; it goes on to the byte before the last. */
    public static int dataStart(byte[] body) {
        return valueStart(body, DATA, 0);
    }

    /** Who sent it. */
    public static String from(byte[] body) {
        int start = valueStart(body, FROM, 0) + 1;
        int end = start;
        while (body[end] != '"') {
            end++;
        }
        return new String(body, start, end - start, UTF_8);
    }

    /** The same body with other data. */
    public static byte[] withData(byte[] body, byte[] data) {
        int start = dataStart(body);
        byte[] changed = Arrays.copyOf(body, start + data.length + 1);
        System.arraycopy(data, 0, changed, start, data.length);
        changed[changed.length - 1] = '}';
        return changed;
    }

    /** Neither a time nor a name has a quote in it, so the first that looks like the member is the member. */
    private static int valueStart(byte[] body, byte[] member, int from) {
        int at = from;
        while (!Arrays.equals(body, at, at + member.length, member, 0, member.length)) {
            at++;
        }
        return at + member.length;
    }

    /** The head of a durable event, up to where its body goes on. Nothing in it can need an escape. */
    public static String head(String cursor, String id, Channel channel, String event) {
        return "{\"cursor\":\"" + cursor + "\",\"id\":\"" + id + "\"," + channelAndEvent(channel, event);
    }

    /** The head of an ephemeral event, which has neither cursor nor id. */
    public static String head(Channel channel, String event) {
        return "{" + channelAndEvent(channel, event);
    }

    private static String channelAndEvent(Channel channel, String event) {
        return "\"channel\":\"" + channel.key() + "\",\"event\":\"" + event + '"';
    }

    public static String time(Instant time) {
        return TIME.format(time);
    }

    /** The whole envelope as bytes. */
    public static byte[] encode(String head, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(head.length() + body.length);
        out.writeBytes(head.getBytes(UTF_8));
        out.writeBytes(body);
        return out.toByteArray();
    }
}
