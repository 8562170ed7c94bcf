package io.herald.publish.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.json.JsonFields;
import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import io.herald.problem.Problem;
import io.herald.problem.Violation;
import io.vertx.core.MultiMap;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a CloudEvent 1.0 in binary mode: the attributes are headers, the body is the notification. */
final class CloudEventHeaders {

    private static final String PREFIX = "ce-";
    private static final List<String> ATTRIBUTES = List.of("specversion", "id", "source", "type", "time");
    private static final int HEX = 16;

    private CloudEventHeaders() {}

    /** Returns whether a request without the media type of a CloudEvent is one: it has a header of a required attribute. */
    static boolean arePresent(MultiMap headers) {
        return ATTRIBUTES.stream().anyMatch(attribute -> headers.contains(PREFIX + attribute));
    }

    /**
     * Reads the notification from the headers and the body.
     *
     * @param key the header {@code Idempotency-Key}, as of {@link CloudEvent#read}
     * @throws io.herald.problem.ProblemException if the headers are not those of a CloudEvent, the body is not a notification, or
     *     there is a key
     */
    static Notification read(
            MultiMap headers, byte[] body, @Nullable String key, String sender, NotificationReader reader) {
        JsonFields attributes = JsonFields.of(attributes(headers));
        CloudEvent.Identity identity = CloudEvent.identity(attributes, PREFIX, key);
        RawJson json = StrictJson.read(body);
        JsonFields fields = JsonFields.of(json);
        Notification notification =
                reader.read(fields, sender, IdempotencyKey.of(sender, identity.source(), identity.id(), json));
        List<Violation> violations = new ArrayList<>(attributes.violations());
        violations.addAll(fields.violations());
        if (!violations.isEmpty()) {
            throw Problem.invalid(violations).asException();
        }
        return notification;
    }

    private static RawJson attributes(MultiMap headers) {
        JsonWriter attributes = new JsonWriter().object();
        for (String attribute : ATTRIBUTES) {
            String value = headers.get(PREFIX + attribute);
            if (value != null) {
                attributes.field(PREFIX + attribute, decode(value));
            }
        }
        return attributes.endObject().raw();
    }

    /**
     * Decodes a header value: it may be quoted, and characters outside of printable ASCII are percent-encoded in UTF-8
     * (CloudEvents HTTP binding, 3.1.3.2). A percent sign without two hexadecimal digits stands for itself.
     */
    static String decode(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        String text = quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (isEncoded(text, i)) {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), HEX));
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(text.charAt(i)).getBytes(UTF_8));
            }
        }
        return bytes.toString(UTF_8);
    }

    private static boolean isEncoded(String text, int at) {
        return text.charAt(at) == '%'
                && at + 2 < text.length()
                && Character.digit(text.charAt(at + 1), HEX) >= 0
                && Character.digit(text.charAt(at + 2), HEX) >= 0;
    }
}
