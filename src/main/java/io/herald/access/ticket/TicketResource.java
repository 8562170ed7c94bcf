package io.herald.access.ticket;

import io.herald.access.Caller;
import io.herald.json.JsonWriter;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Serves {@code POST /api/v1/tickets}. */
@Path("/api/v1/tickets")
@Tag(name = "Access")
@Produces(MediaType.APPLICATION_JSON)
class TicketResource {

    private final Tickets tickets;

    TicketResource(Tickets tickets) {
        this.tickets = tickets;
    }

    @POST
    @Operation(
            operationId = "ticket",
            summary = "Issue a ticket for a URL",
            description =
                    "An EventSource or a WebSocket of another origin cannot set a header. `?ticket=…` opens one of"
                            + " them with the rights of the caller's token, once, within 30 seconds. Every other call"
                            + " rejects a ticket.")
    @APIResponse(responseCode = "200", ref = "Ticket")
    public Uni<RestResponse<byte[]>> issue(@Context RoutingContext routing) {
        return tickets.issue(Caller.of(routing)).map(TicketResource::answer);
    }

    private static RestResponse<byte[]> answer(String ticket) {
        byte[] json = new JsonWriter()
                .object()
                .field("ticket", ticket)
                .field("expiresIn", Tickets.TTL.toSeconds())
                .endObject()
                .toBytes();
        return RestResponse.ResponseBuilder.ok(json)
                .header("Cache-Control", "no-store")
                .build();
    }
}
