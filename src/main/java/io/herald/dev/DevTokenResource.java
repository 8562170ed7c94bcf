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

/**
 * Issues a token with any requested rights to any caller, for developers. Therefore this package is never part of a
 * packaged build.
 */
@Path("/dev/token")
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
    @Operation(hidden = true)
    public Response token(String body) {
        DevTokenRequest request = new DevTokenRequest(body);
        return request.violations().isEmpty()
                ? Response.ok(
                                Map.of("token", signer.sign(request.claims(clock.instant()))),
                                MediaType.APPLICATION_JSON_TYPE)
                        .build()
                : problem(request.violations());
    }

    private static Response problem(List<DevTokenRequest.Violation> violations) {
        Map<String, Object> problem = Map.of(
                "type", "about:blank",
                "title", "Bad Request",
                "status", Response.Status.BAD_REQUEST.getStatusCode(),
                "detail", "Invalid token request.",
                "violations", violations);
        return Response.status(Response.Status.BAD_REQUEST)
                .type("application/problem+json")
                .entity(problem)
                .build();
    }
}
