package io.herald.problem;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Assigns the schemas of {@code META-INF/openapi/names.yaml} to parameters by name, so that no resource repeats a pattern. An
 * array parameter keeps its own schema and receives the shared schema for its items. Public because the build creates it by
 * reflection.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class OpenApiParameterSchemas implements OASFilter {

    private static final Map<String, String> BY_NAME = Map.of(
            "name", "HookName",
            "room", "RoomName",
            "user", "UserName",
            "channel", "ChannelName",
            "category", "CategoryName",
            "prefix", "NamePrefix",
            "limit", "Limit",
            "wait", "Wait",
            "Idempotency-Key", "IdempotencyKey");

    /** The longest prefix comes first. */
    private static final List<Map.Entry<String, String>> IDS_BY_PATH = List.of(
            Map.entry("/api/v1/rooms/{room}/messages/", "EventId"),
            Map.entry("/api/v1/push/subscriptions/", "SubscriptionId"),
            Map.entry("/api/v1/users/", "UserName"),
            Map.entry("/api/v1/notifications/", "NotificationId"),
            Map.entry("/api/v1/inbox/", "NotificationId"));

    private static final Map<String, String> POSITIONS_BY_PATH = Map.of(
            "/api/v1/channels/{channel}/events", "EventId",
            "/api/v1/hooks/{name}/events", "HookEventId",
            "/api/v1/inbox", "InboxCursor",
            "/api/v1/rooms", "RoomName",
            "/api/v1/rooms/{room}/members", "UserName",
            "/api/v1/presence/users", "UserName",
            "/api/v1/presence/connections", "ConnectionCursor",
            "/api/v1/presence/rooms", "RoomName");

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() == null || document.getPaths().getPathItems() == null) {
            return;
        }
        document.getPaths().getPathItems().forEach((path, item) -> {
            item.getOperations().values().forEach(operation -> complete(path, operation));
        });
    }

    private static void complete(String path, Operation operation) {
        if (operation.getParameters() != null) {
            operation.getParameters().forEach(parameter -> complete(path, parameter));
        }
    }

    private static void complete(String path, Parameter parameter) {
        String name = schema(path, parameter.getName());
        if (name == null) {
            return;
        }
        Schema shared = OASFactory.createSchema().ref(name);
        Schema own = parameter.getSchema();
        if (own != null && own.getType() != null && own.getType().contains(Schema.SchemaType.ARRAY)) {
            own.setItems(shared);
        } else {
            parameter.setSchema(shared);
        }
    }

    private static @Nullable String schema(String path, String parameter) {
        return switch (parameter) {
            case "id" ->
                IDS_BY_PATH.stream()
                        .filter(entry -> path.startsWith(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null);
            case "before", "after" -> POSITIONS_BY_PATH.get(path);
            default -> BY_NAME.get(parameter);
        };
    }
}
