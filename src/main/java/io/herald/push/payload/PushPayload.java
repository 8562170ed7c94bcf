package io.herald.push.payload;

import io.herald.json.JsonWriter;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Encodes push messages as JSON: declarative push messages, which a browser may display by itself, with the data that a
 * service worker reads. If a message is too long, its body is truncated first, then its title, and last its link is left out.
 */
public final class PushPayload {

    /** The member by which browsers recognize a declarative push message: the number of the RFC of Web Push. */
    private static final int DECLARATIVE = 8030;

    private static final String TEST_TAG = "herald-test";

    /** The length in bytes below which a title is not truncated in favor of the link. */
    private static final int LEAST_TITLE = 200;

    /** The length of a minimal message, after a push service has refused a longer one. */
    private static final int MINIMAL = 512;

    private static final int BODY_MEMBER = ",\"body\":\"\"".length();

    private final @Nullable URI site;
    private final int maxBytes;

    /**
     * @param site the address against which links are resolved; null if it is not configured
     * @param maxBytes the length of the longest message
     */
    public PushPayload(@Nullable URI site, int maxBytes) {
        this.site = site;
        this.maxBytes = maxBytes;
    }

    public byte[] encode(PushMessage message) {
        byte[] whole = encode(message, message.content(), false);
        return whole.length <= maxBytes
                ? whole
                : truncate(message, message.content().body(), maxBytes);
    }

    /** Encodes a message without body that is as short as its title and its link allow. */
    public byte[] encodeMinimal(PushMessage message) {
        return truncate(message, null, MINIMAL);
    }

    private byte[] truncate(PushMessage message, @Nullable String body, int most) {
        PushContent content = message.content().withBody(null);
        int rest = most - encode(message, content, true).length;
        if (rest >= 0) {
            String start = body == null ? "" : Truncation.truncate(body, rest - BODY_MEMBER);
            return encode(message, start.isEmpty() ? content : content.withBody(start), true);
        }
        int title = rest + Truncation.length(content.title());
        if (title < LEAST_TITLE && content.link() != null) {
            content = content.withoutLink();
            title = most - encode(message, content.withTitle(""), true).length;
        }
        return encode(message, content.withTitle(Truncation.truncate(content.title(), title)), true);
    }

    private byte[] encode(PushMessage message, PushContent content, boolean truncated) {
        return new JsonWriter(1_024)
                .object()
                .field("web_push", DECLARATIVE)
                .name("notification")
                .object()
                .field("title", content.title())
                .field("body", content.body())
                .field("navigate", navigate(content.link()))
                .field("tag", tag(message))
                .field("silent", false)
                .field("app_badge", Long.toString(message.unread()))
                .name("data")
                .object()
                .field(
                        "id",
                        message.notification() == null
                                ? null
                                : message.notification().toString())
                .field("type", content.type())
                .field("category", content.category())
                .field("link", content.link())
                .field("truncated", truncated)
                .endObject()
                .endObject()
                .endObject()
                .toBytes();
    }

    private static String tag(PushMessage message) {
        if (message.collapseKey() != null) {
            return message.collapseKey();
        }
        return message.notification() == null
                ? TEST_TAG
                : message.notification().toString();
    }

    /** Returns the address to open. Without a site, a path is none, and the message is not declarative. */
    private @Nullable String navigate(@Nullable String link) {
        if (link == null) {
            return site == null ? null : site.toString();
        }
        if (site != null) {
            return site.resolve(link).toString();
        }
        return link.startsWith("/") ? null : link;
    }
}
