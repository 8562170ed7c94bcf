package io.herald.users;

import io.herald.access.Caller;
import io.herald.edge.RequestBodies;
import io.herald.event.Channel;
import io.herald.event.NameSyntax;
import io.herald.json.JsonFields;
import io.herald.json.StrictJson;
import io.herald.log.ControlMessage;
import io.herald.log.EventLog;
import io.herald.problem.Problem;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestPath;

/** REST resource with which administrators disconnect users and revoke tokens. */
@Path("/api/v1/users/{id}")
@Tag(name = "Users")
class UserResource {

    private static final Logger LOG = Logger.getLogger("io.herald.audit");
    private static final int MAX_JTI = 256;
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final EventLog log;
    private final RevocationService revocationCache;
    private final Clock clock;
    private final RequestBodies bodies;

    UserResource(EventLog log, RevocationService revocationCache, RequestBodies bodies, Clock clock) {
        this.log = log;
        this.revocationCache = revocationCache;
        this.bodies = bodies;
        this.clock = clock;
    }

    @DELETE
    @Path("/connections")
    @Operation(operationId = "disconnect", summary = "Disconnect a user from all instances")
    @APIResponse(responseCode = "204", description = "The connections end within a second.")
    public Uni<Void> disconnect(@RestPath String id, @Context RoutingContext routing) {
        Caller admin = Caller.of(routing).requireAdmin();
        String user = user(id);
        return log.send(new ControlMessage(DisconnectListener.KIND, Channel.user(user), ""))
                .invoke(() -> LOG.infof("user.disconnected user=%s by=%s", user, admin.id()));
    }

    @POST
    @Path("/revocations")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "revoke",
            summary = "Revoke tokens of a user and end their connections",
            description = "Revokes the tokens that were issued before a time, or one by its id, on all instances.")
    @RequestBody(ref = "Revocation")
    @APIResponse(responseCode = "204", description = "The tokens are revoked.")
    public Uni<Void> revoke(@RestPath String id, @Context RoutingContext routing) {
        Caller admin = Caller.of(routing).requireAdmin();
        String user = user(id);
        return bodies.use(routing, body -> revoke(read(user, body), admin));
    }

    private Uni<Void> revoke(Revocation revocation, Caller admin) {
        return revocationCache
                .revoke(revocation)
                .invoke(() -> LOG.infof("user.tokens.revoked user=%s by=%s", revocation.user(), admin.id()));
    }

    private static String user(String id) {
        if (!NameSyntax.isName(id)) {
            throw Problem.invalid("id", "must be a user id").asException();
        }
        return id;
    }

    private Revocation read(String user, byte[] body) {
        JsonFields jsonFields = JsonFields.of(StrictJson.read(body));
        Instant before = jsonFields.instant("before");
        String jti = jsonFields.has("jti") ? jsonFields.requiredText("jti", MAX_JTI) : null;
        if ((before == null) == (jti == null) && jsonFields.isValid()) {
            jsonFields.addViolation("before", "is required if jti is absent");
        }
        Instant now = clock.instant();
        if (before != null && before.isAfter(now.plus(SKEW))) {
            jsonFields.addViolation("before", "must not be in the future");
        }
        jsonFields.throwIfInvalid();
        return before != null
                ? new Revocation.Before(user, inMillis(before))
                : new Revocation.Single(user, jti, inMillis(now));
    }

    /**
     * Rounds up to milliseconds, the precision of control messages and of the copy. Rounding down would miss tokens that were
     * issued within that millisecond.
     */
    private static Instant inMillis(Instant time) {
        return Instant.ofEpochMilli(time.plusNanos(999_999).toEpochMilli());
    }
}
