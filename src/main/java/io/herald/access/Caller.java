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
 * The caller of a request, as the verified token describes it. Contains everything that later decisions need, but not
 * the token, so that no token can be logged or passed on.
 *
 * @param id {@code sub}, a valid user name
 * @param groups all groups of the token
 * @param join rooms that the token allows the caller to follow
 * @param send rooms that the token allows the caller to send to
 * @param expiresAt the token's own {@code exp}: the clock skew that verification allows does not prolong a connection
 * @param issuedAt {@code iat}, or {@link Instant#EPOCH} without one, so that every revocation by time applies
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

    /** Returns whether the caller may send notifications. */
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
            throw Problem.forbidden("The group " + group + " is required.").asException();
        }
        return this;
    }

    @Override
    public String getName() {
        return id;
    }

    /**
     * Returns the caller of an identity.
     *
     * @throws io.herald.problem.ProblemException 401 if there is none, on a path that does not require authentication
     */
    public static Caller of(SecurityIdentity identity) {
        if (identity.getPrincipal() instanceof Caller caller) {
            return caller;
        }
        throw Problem.unauthorized().asException();
    }

    /**
     * Returns the caller of a request. For Vert.x routes that run after the authentication handler.
     *
     * @throws io.herald.problem.ProblemException 401 if the request is not authenticated
     */
    public static Caller of(RoutingContext request) {
        if (request.user() instanceof QuarkusHttpUser user) {
            return of(user.getSecurityIdentity());
        }
        throw Problem.unauthorized().asException();
    }
}
