package io.herald.presence;

import io.herald.access.Caller;
import io.herald.access.RoomPolicy;
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

/** REST resource for the users who are present in a room. */
@Path("/api/v1/rooms/{room}/presence")
@Tag(name = "Rooms")
@Produces(MediaType.APPLICATION_JSON)
class RoomPresenceResource {

    private final PresenceQueries presence;
    private final RoomPolicy policy;

    RoomPresenceResource(PresenceQueries presence, RoomPolicy policy) {
        this.presence = presence;
        this.policy = policy;
    }

    @GET
    @Operation(operationId = "roomPresence", summary = "List the users present in a room")
    @APIResponse(responseCode = "200", ref = "RoomPresence")
    public Uni<byte[]> get(@RestPath String room, @Context RoutingContext routing) {
        Caller caller = Caller.of(routing);
        if (!NameSyntax.isName(room)) {
            throw Problem.invalid("room", "must be the name of a room").asException();
        }
        return RoomPolicy.require(policy.mayJoin(caller, room), "You may not join this room.")
                .chain(may -> presence.presenceOfRoom(room))
                .map(RawJson::toBytes);
    }
}
