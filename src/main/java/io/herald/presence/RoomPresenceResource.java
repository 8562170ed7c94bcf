package io.herald.presence;

import io.herald.access.Caller;
import io.herald.access.RoomPolicy;
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

/** Who is in a room. */
@Path("/api/v1/rooms/{room}/presence")
@Tag(name = "Rooms")
@Produces(MediaType.APPLICATION_JSON)
class RoomPresenceResource {

    private static final String EXAMPLE = """
            {"users":[{"user":"alice","since":"2026-11-20T15:00:00.123Z","connections":2,"state":{"away":true}}],"count":1}""";

    private final Presence presence;
    private final RoomPolicy policy;

    RoomPresenceResource(Presence presence, RoomPolicy policy) {
        this.presence = presence;
        this.policy = policy;
    }

    @GET
    @Operation(operationId = "roomPresence", summary = "Who is in a room, over all instances")
    @APIResponse(
            responseCode = "200",
            description = "One entry for each user, whatever the number of their connections.",
            content = @Content(examples = @ExampleObject(value = EXAMPLE)))
    @APIResponse(responseCode = "403", ref = "Forbidden")
    public Uni<byte[]> get(@RestPath String room, @Context RoutingContext routing) {
        Caller caller = Caller.of(routing);
        if (!Names.isName(room)) {
            throw Problem.invalid("room", "must be the name of a room").asException();
        }
        return RoomPolicy.require(policy.mayJoin(caller, room), "You may not join this room.")
                .chain(may -> presence.in(room))
                .map(RawJson::toBytes);
    }
}
