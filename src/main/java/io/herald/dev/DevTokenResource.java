package io.herald.dev;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

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
        DevTokenRequest request = new DevTokenRequest(body);
        return request.violations().isEmpty()
                ? Response.ok(
                                Map.of("token", signer.sign(request.claims(clock.instant()))),
                                MediaType.APPLICATION_JSON_TYPE)
                        .build()
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
