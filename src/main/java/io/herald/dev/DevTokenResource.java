package io.herald.dev;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * Issues a token with any requested rights to any caller, for developers. Therefore this package is never part of a
 * packaged build.
 */
@Path("/dev/token")
@Tag(name = "Development")
@PermitAll
final class DevTokenResource {

    private final TokenSigner signer;
    private final Clock clock;

    /** Reads the private key from the directory of the public key with which the service verifies tokens. */
    DevTokenResource(@ConfigProperty(name = "mp.jwt.verify.publickey.location") URI publicKey, Clock clock) {
        this.signer = TokenSigner.rs256(DevKeys.withPublicKey(publicKey).privateKey());
        this.clock = clock;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "devToken",
            summary = "Get a token for a demo user",
            description =
                    "Exists in development and tests only. In production your identity provider issues the tokens.")
    @SecurityRequirements
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = DevTokenFields.class),
                            examples = {
                                @ExampleObject(name = "A user", value = "{\"sub\":\"alice\"}"),
                                @ExampleObject(
                                        name = "A service that publishes",
                                        value = "{\"sub\":\"shop\",\"groups\":[\"publisher\"]}"),
                                @ExampleObject(
                                        name = "An administrator",
                                        value = "{\"sub\":\"root\",\"groups\":[\"admin\"],\"ttl\":\"PT8H\"}"),
                                @ExampleObject(
                                        name = "A member of some rooms",
                                        value = "{\"sub\":\"bob\",\"herald\":{\"join\":[\"ops\",\"team-*\"],"
                                                + "\"send\":[\"team-*\"]}}")
                            }))
    @APIResponse(
            responseCode = "200",
            description = "The token: choose Authorize and paste it.",
            content =
                    @Content(mediaType = MediaType.APPLICATION_JSON, example = "{\"token\":\"eyJhbGciOiJSUzI1NiJ9…\"}"))
    @APIResponse(responseCode = "400", ref = "BadRequest")
    public Response token(String body) {
        return answer(
                DevTokenRequest.parse(body),
                token -> Response.ok(Map.of("token", token), MediaType.APPLICATION_JSON_TYPE));
    }

    @GET
    @Operation(
            operationId = "devTokenText",
            summary = "Get a token for a demo user as text",
            description = "For shells, and for `token-url` of `<herald-inbox>`. Exists in development and tests only.")
    @SecurityRequirements
    @APIResponse(
            responseCode = "200",
            description = "The token.",
            content = @Content(mediaType = MediaType.TEXT_PLAIN, example = "eyJhbGciOiJSUzI1NiJ9…"))
    @APIResponse(responseCode = "400", ref = "BadRequest")
    public Response text(
            @RestQuery @Nullable String sub,
            @RestQuery List<String> groups,
            @RestQuery List<String> join,
            @RestQuery List<String> send) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        if (sub != null) {
            fields.put("sub", sub);
        }
        groups.forEach(fields.withArray("groups")::add);
        ObjectNode herald = fields.putObject("herald");
        join.forEach(herald.withArray("join")::add);
        send.forEach(herald.withArray("send")::add);
        return answer(new DevTokenRequest(fields), token -> Response.ok(token, MediaType.TEXT_PLAIN_TYPE));
    }

    private Response answer(DevTokenRequest request, Function<String, ResponseBuilder> answer) {
        return request.violations().isEmpty()
                ? answer.apply(signer.sign(request.claims(clock.instant()))).build()
                : problem(request.violations());
    }

    /** The fields of a request, for the API document. {@link DevTokenRequest} reads them. */
    @Schema(name = "DevToken", requiredProperties = "sub")
    record DevTokenFields(
            String sub,
            @Schema(examples = "[\"publisher\"]") List<String> groups,

            @Schema(description = "Rooms that the bearer may join and send to: `join` and `send`.")
            Map<String, List<String>> herald,

            @Schema(
                    description = "Lifetime, one hour by default. A negative one gives an expired token.",
                    examples = "PT1H")
            String ttl,

            String jti) {}

    private static Response problem(List<DevTokenRequest.Violation> violations) {
        Map<String, Object> problem = Map.of(
                "type", "about:blank",
                "title", "Bad Request",
                "status", Response.Status.BAD_REQUEST.getStatusCode(),
                "detail", "The request has invalid fields.",
                "violations", violations);
        return Response.status(Response.Status.BAD_REQUEST)
                .type("application/problem+json")
                .entity(problem)
                .build();
    }
}
