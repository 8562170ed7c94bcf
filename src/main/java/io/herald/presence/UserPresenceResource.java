package io.herald.presence;

import io.herald.access.Caller;
import io.herald.event.Names;
import io.herald.json.RawJson;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Where a user is connected, for administrators. */
@Path("/api/v1/users/{id}")
@Tag(name = "Users")
@Produces(MediaType.APPLICATION_JSON)
class UserPresenceResource {

    private static final String PRESENCE = """
            {"user":"alice","online":true,"connections":1,"rooms":["ops"]}""";

    private static final String CONNECTIONS = """
            {"connections":[{"connection":"5ae0…","instance":"9b1c…","since":"2026-11-20T15:00:00.123Z","rooms":["ops"]}],"count":1}""";

    private final Presence presence;

    UserPresenceResource(Presence presence) {
        this.presence = presence;
    }

    @GET
    @Path("/presence")
    @Operation(operationId = "userPresence", summary = "Whether a user is connected, and the rooms that they are in")
    @APIResponse(
            responseCode = "200",
            description = "Over all instances.",
            content = @Content(examples = @ExampleObject(value = PRESENCE)))
    @APIResponse(responseCode = "403", ref = "Forbidden")
    public Uni<byte[]> presence(@RestPath String id, @Context RoutingContext routing) {
        Caller.of(routing).requireAdmin();
        return presence.of(user(id)).map(RawJson::toBytes);
    }

    @GET
    @Path("/connections")
    @Operation(operationId = "userConnections", summary = "A user's connections")
    @APIResponse(
            responseCode = "200",
            description = "Over all instances.",
            content = @Content(examples = @ExampleObject(value = CONNECTIONS)))
    @APIResponse(responseCode = "403", ref = "Forbidden")
    public Uni<byte[]> connections(@RestPath String id, @Context RoutingContext routing) {
        Caller.of(routing).requireAdmin();
        return presence.connectionsOf(user(id)).map(RawJson::toBytes);
    }

    private static String user(String id) {
        if (!Names.isName(id)) {
            throw Problem.invalid("id", "must be a user's id").asException();
        }
        return id;
    }
}
