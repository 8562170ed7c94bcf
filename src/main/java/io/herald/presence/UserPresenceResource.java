package io.herald.presence;

import io.herald.access.Caller;
import io.herald.event.NameSyntax;
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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** REST resource for the presence and connections of a user, for administrators. */
@Path("/api/v1/users/{id}")
@Tag(name = "Users")
@Produces(MediaType.APPLICATION_JSON)
class UserPresenceResource {

    private final PresenceQueries presence;

    UserPresenceResource(PresenceQueries presence) {
        this.presence = presence;
    }

    @GET
    @Path("/presence")
    @Operation(operationId = "userPresence", summary = "Read whether a user is connected, and in which rooms")
    @APIResponse(responseCode = "200", ref = "UserPresence")
    public Uni<byte[]> presence(@RestPath String id, @Context RoutingContext routing) {
        Caller.of(routing).requireAdmin();
        return presence.presenceOfUser(user(id)).map(RawJson::toBytes);
    }

    @GET
    @Path("/connections")
    @Operation(operationId = "userConnections", summary = "List the connections of a user")
    @APIResponse(responseCode = "200", ref = "UserConnections")
    public Uni<byte[]> connections(@RestPath String id, @Context RoutingContext routing) {
        Caller.of(routing).requireAdmin();
        return presence.connectionsOf(user(id)).map(RawJson::toBytes);
    }

    private static String user(String id) {
        if (!NameSyntax.isName(id)) {
            throw Problem.invalid("id", "must be a user id").asException();
        }
        return id;
    }
}
