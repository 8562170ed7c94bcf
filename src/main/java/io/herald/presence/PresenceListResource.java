package io.herald.presence;

import io.herald.access.Caller;
import io.herald.event.NameSyntax;
import io.herald.json.JsonWriter;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** REST resource that lists who is present on all instances, for administrators. */
@Path("/api/v1/presence")
@Tag(name = "Users")
@Produces(MediaType.APPLICATION_JSON)
class PresenceListResource {

    private static final int USUAL = 50;
    private static final int MOST = 200;

    private final PresenceLists lists;

    PresenceListResource(PresenceLists lists) {
        this.lists = lists;
    }

    @GET
    @Path("/users")
    @Operation(operationId = "presentUsers", summary = "List the connected users, by name")
    @APIResponse(responseCode = "200", ref = "ConnectedUserPage")
    public Uni<byte[]> users(
            @RestQuery @Nullable String prefix,
            @RestQuery @Nullable String after,
            @RestQuery @Nullable String limit,
            @Context RoutingContext routing) {
        Caller.of(routing).requireAdmin();
        return lists.users(name("prefix", prefix), name("after", after), limit(limit))
                .map(page -> toJson("users", page));
    }

    @GET
    @Path("/connections")
    @Operation(operationId = "presentConnections", summary = "List the connections of all users, by user")
    @APIResponse(responseCode = "200", ref = "ConnectionPage")
    public Uni<byte[]> connections(
            @RestQuery @Nullable String prefix,
            @RestQuery @Nullable String after,
            @RestQuery @Nullable String limit,
            @Context RoutingContext routing) {
        Caller.of(routing).requireAdmin();
        return lists.connections(name("prefix", prefix), position(after), limit(limit))
                .map(page -> toJson("connections", page));
    }

    @GET
    @Path("/rooms")
    @Operation(operationId = "presentRooms", summary = "List the rooms that users follow now, by name")
    @APIResponse(responseCode = "200", ref = "OccupiedRoomPage")
    public Uni<byte[]> rooms(
            @RestQuery @Nullable String prefix,
            @RestQuery @Nullable String after,
            @RestQuery @Nullable String limit,
            @Context RoutingContext routing) {
        Caller.of(routing).requireAdmin();
        return lists.rooms(name("prefix", prefix), name("after", after), limit(limit))
                .map(page -> toJson("rooms", page));
    }

    private static byte[] toJson(String member, PagePart<?> page) {
        JsonWriter json = new JsonWriter().object().name(member).array();
        page.entries().forEach(entry -> json.value(entry.json()));
        json.endArray();
        if (page.end() != null) {
            json.field("next", page.end().toString());
        }
        return json.endObject().toBytes();
    }

    private static String name(String field, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        if (!NameSyntax.isName(text)) {
            throw Problem.invalid(field, "must be 1 to 128 of A-Z a-z 0-9 . _ @ : + | = ~ -")
                    .asException();
        }
        return text;
    }

    private static ConnectionPosition position(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return ConnectionPosition.START;
        }
        ConnectionPosition position = ConnectionPosition.parse(text);
        if (position == null) {
            throw Problem.invalid("after", "must be the next of an earlier page")
                    .asException();
        }
        return position;
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return USUAL;
        }
        int limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST) {
            throw Problem.invalid("limit", "must be a whole number from 1 to " + MOST)
                    .asException();
        }
        return limit;
    }
}
