package io.herald.access;

import io.herald.problem.Problem;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.RoutingContext;
import java.security.Principal;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is calling, as the token says: everything later decisions need, and not the token itself, so that none can be logged or passed on.
 *
 * @param id {@code sub}, a valid user name
 * @param groups all groups of the token
 * @param join rooms of the claim that the caller may follow
 * @param send rooms of the claim that the caller may send to
 * @param expiresAt the token's own {@code exp}: no skew that is allowed for judging it prolongs a connection
 * @param issuedAt {@code iat}; without one {@link Instant#EPOCH}, so that every revocation by time meets it
 */
public record Caller(
        String id,
        Set<String> groups,
        RoomPatterns join,
        RoomPatterns send,
        Instant expiresAt,
        Instant issuedAt,
        @Nullable String jti)
        implements Principal {

    public static final String PUBLISHER = "publisher";
    public static final String ADMIN = "admin";

    public Caller {
        groups = Set.copyOf(groups);
    }

    /** May send notifications. */
    public boolean isPublisher() {
        return groups.contains(PUBLISHER) || isAdmin();
    }

    public boolean isAdmin() {
        return groups.contains(ADMIN);
    }

    /** @throws io.herald.problem.ProblemException 403 */
    public Caller requirePublisher() {
        return require(isPublisher(), PUBLISHER);
    }

    /** @throws io.herald.problem.ProblemException 403 */
    public Caller requireAdmin() {
        return require(isAdmin(), ADMIN);
    }

    private Caller require(boolean fulfilled, String group) {
        if (!fulfilled) {
            throw Problem.forbidden("This needs the group " + group + ".").asException();
        }
        return this;
    }

    @Override
    public String getName() {
        return id;
    }

    /** @throws io.herald.problem.ProblemException 401, on a path that does not require authentication */
    public static Caller of(SecurityIdentity identity) {
        if (identity.getPrincipal() instanceof Caller caller) {
            return caller;
        }
        throw Problem.unauthorized().asException();
    }

    /** For raw routes, behind the authentication handler. @throws io.herald.problem.ProblemException 401 */
    public static Caller of(RoutingContext request) {
        if (request.user() instanceof QuarkusHttpUser user) {
            return of(user.getSecurityIdentity());
        }
        throw Problem.unauthorized().asException();
    }
}
