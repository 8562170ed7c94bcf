package io.herald.publish;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A notification as the OpenAPI document describes it. Reading it is {@link NotificationReader}'s business. */
@Schema(name = "Notification", description = "What people are to be told. Unknown fields are refused.")
record NotificationDocument(
        @Schema(required = true, description = "Exactly one of users, room and everyone.")
        To to,

        @Schema(
                required = true,
                enumeration = {"info", "success", "warning", "error"})
        String type,

        @Schema(required = true, maxLength = 500) String title,
        @Schema(maxLength = 10_000) String body,

        @Schema(pattern = "[A-Za-z0-9._-]{1,64}", description = "What users can set preferences for.")
        String category,

        @Schema(description = "Goes through mutes and quiet hours.", defaultValue = "false")
        boolean critical,

        @Schema(maxLength = 2_048, description = "https, http, or a path.")
        String link,

        @Schema(type = SchemaType.OBJECT, description = "Whatever the client is to have besides; delivered as sent.")
        Map<String, Object> data,

        @Schema(description = "After this long it is not delivered any more.", examples = "\"PT30M\"")
        String ttl,

        @Schema(format = "date-time", description = "Sent then, and not at once; it can be withdrawn until then.")
        String deliverAt,

        @Schema(description = "A newer one of yours with the same key takes the place of the unread older one.")
        String collapseKey,

        @Schema(description = "Whom to tell where it has not been read by then.")
        Escalate escalate) {

    static final String TO_A_USER = """
            {"to":{"users":["alice"]},"type":"success","title":"Your order is on its way","body":"It arrives on Friday.",
             "category":"orders","link":"/orders/4711","data":{"order":4711}}""";

    static final String TO_A_ROOM = """
            {"to":{"room":"ops"},"type":"warning","title":"Disk almost full","ttl":"PT30M"}""";

    static final String TO_EVERYONE = """
            {"to":{"everyone":true},"type":"info","title":"Maintenance at 22:00"}""";

    static final String CLOUD_EVENT = """
            {"specversion":"1.0","id":"4711","source":"/shop/orders","type":"com.example.order.shipped",
             "data":{"to":{"users":["alice"]},"type":"success","title":"Your order is on its way"}}""";

    static final String BATCH = """
            [{"to":{"users":["alice"]},"type":"info","title":"Two new comments","idempotencyKey":"comments-17"},
             {"to":{"users":["bob"]},"type":"loud","title":"Hello"}]""";

    static final String BATCH_ANSWER = """
            [{"status":202,"id":"019ab8a4-8c5e-7d21-9f3e-0a1b2c3d4e5f","duplicate":false},
             {"status":400,"problem":{"type":"about:blank","title":"Bad Request","status":400,
              "detail":"The request has invalid fields.",
              "violations":[{"field":"type","message":"must be one of error, info, success, warning"}]}}]""";

    static final String ACCEPTED = """
            {"id":"019ab8a4-8c5e-7d21-9f3e-0a1b2c3d4e5f","duplicate":false}""";

    @Schema(name = "NotificationTarget")
    record To(
            @Schema(maxItems = NotificationReader.MAX_USERS) List<String> users, String room, boolean everyone) {}

    @Schema(name = "NotificationEscalation")
    record Escalate(
            @Schema(required = true, examples = "\"PT5M\"") String after,

            @Schema(required = true, description = "The name of a configured webhook.")
            String webhook) {}

    @Schema(name = "NotificationAccepted")
    record Accepted(
            @Schema(description = "The notification's id, a UUID of version 7.")
            String id,

            @Schema(description = "Whether an earlier call with the same key was this one.")
            boolean duplicate) {}
}
