package io.herald.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/**
 * The JSON object that every transport delivers. It is made in two parts: the body, once, when the event is accepted;
 * the head, which names cursor, id and channel, where it is delivered.
 */
public final class Envelope {

    /** Always milliseconds, so that times of one length compare as text too. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private Envelope() {}

    /** From {@code "time"} to the closing brace; {@code from} is a {@link Names name}, {@code data} is JSON already. */
    public static byte[] body(Instant time, String from, byte[] data) {
        String start = ",\"time\":\"" + time(time) + "\",\"from\":\"" + from + "\",\"data\":";
        byte[] head = start.getBytes(UTF_8);
        byte[] body = new byte[head.length + data.length + 1];
        System.arraycopy(head, 0, body, 0, head.length);
        System.arraycopy(data, 0, body, head.length, data.length);
        body[body.length - 1] = '}';
        return body;
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
