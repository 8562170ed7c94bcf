package io.herald.access.token;

import io.herald.access.Caller;
import io.herald.edge.RequestBodies;
import io.herald.json.JsonFields;
import io.herald.json.JsonWriter;
import io.herald.json.StrictJson;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** REST resource that tells what a token grants, and administrators why a token is rejected. */
@Path("/api/v1/tokens")
@Tag(name = "Access")
@Produces(MediaType.APPLICATION_JSON)
class TokenCheckResource {

    /** All headers together may have 20 KiB, so no longer token can be sent. */
    private static final int MAX_TOKEN = 20_480;

    private final TokenAuthenticator tokens;
    private final RequestBodies bodies;

    TokenCheckResource(TokenAuthenticator tokens, RequestBodies bodies) {
        this.tokens = tokens;
        this.bodies = bodies;
    }

    @GET
    @Path("/current")
    @Operation(operationId = "currentToken", summary = "Read what the token of the caller grants")
    @APIResponse(responseCode = "200", ref = "TokenRights")
    public Uni<byte[]> current(@Context RoutingContext routing) {
        return Uni.createFrom().item(TokenRightsJson.of(Caller.of(routing)).toBytes());
    }

    @POST
    @Path("/check")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "checkToken",
            summary = "Read what a token grants, or why it is rejected",
            description = "For administrators, since the answer names the settings that the token does not match.")
    @RequestBody(ref = "TokenCheck")
    @APIResponse(responseCode = "200", ref = "TokenVerdict")
    public Uni<byte[]> check(@Context RoutingContext routing) {
        Caller.of(routing).requireAdmin();
        return bodies.use(routing, body -> tokens.check(token(body)).map(TokenCheckResource::toJson));
    }

    private static String token(byte[] body) {
        JsonFields jsonFields = JsonFields.of(StrictJson.read(body));
        String token = jsonFields.requiredText("token", MAX_TOKEN);
        jsonFields.throwIfInvalid();
        return token;
    }

    private static byte[] toJson(TokenResult result) {
        JsonWriter json = new JsonWriter().object().field("accepted", result instanceof VerifiedToken);
        if (result instanceof VerifiedToken token) {
            json.field("rights", TokenRightsJson.of(token.caller()));
        } else if (result instanceof TokenRejection rejection) {
            json.field("reason", rejection.reason().toString())
                    .field("detail", RejectionText.of(rejection.reason()))
                    .field("found", rejection.found())
                    .field("expected", rejection.expected());
        }
        return json.endObject().toBytes();
    }
}
