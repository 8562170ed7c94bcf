package io.herald.access.authentication;

import io.herald.access.AuthenticationListener;
import io.herald.access.RevocationCheck;
import io.herald.access.authentication.Credential.Foreign;
import io.herald.access.authentication.Credential.Ticket;
import io.herald.access.authentication.Credential.Token;
import io.herald.access.ticket.Tickets;
import io.herald.access.token.TokenAuthenticator;
import io.herald.access.token.TokenRejection;
import io.herald.access.token.TokenResult;
import io.herald.access.token.VerifiedToken;
import io.herald.problem.Problem;
import io.herald.problem.VertxProblems;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpSecurityRecorder.DefaultAuthFailureHandler;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Authenticates REST calls, streams and WebSocket upgrades. The HTTP permission policy lists the paths that require a
 * caller. Authentication runs before the route of such a path, so no stream and no upgrade exists without a caller.
 */
@Alternative
@Priority(1)
@ApplicationScoped
class HeraldAuthenticationMechanism implements HttpAuthenticationMechanism {
    /** The problem of a request whose credential was rejected. */
    private static final String REJECTED = "herald.rejected";

    /**
     * Passes failures that occur after authentication to the failure handler of all other problems. Quarkus REST would
     * replace the default handler with one like this, but would match the path of each call against all paths to do so.
     */
    private static final BiConsumer<RoutingContext, Throwable> LATER_FAILURES = (request, failure) -> {
        if (!request.failed()) {
            request.fail(DefaultAuthFailureHandler.extractRootCause(failure));
        }
    };

    private final CredentialReader credentials;
    private final TokenAuthenticator tokens;
    private final Tickets tickets;
    private final RevocationCheck revocations;
    private final AuthenticationListener callerListener;
    private final List<String> guarded;

    HeraldAuthenticationMechanism(
            CredentialReader credentials,
            TokenAuthenticator tokens,
            Tickets tickets,
            RevocationCheck revocations,
            AuthenticationListener callerListener,
            @ConfigProperty(name = "quarkus.http.auth.permission.callers.paths") List<String> guarded) {
        this.credentials = credentials;
        this.tokens = tokens;
        this.tickets = tickets;
        this.revocations = revocations;
        this.callerListener = callerListener;
        this.guarded = guarded;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager ignored) {
        if (!isGuarded(request.normalizedPath())) {
            return Uni.createFrom().nullItem();
        }
        if (!revocations.isLoaded()) {
            return revocations.whenLoaded().chain(() -> authenticate(request, ignored));
        }
        Credential credential = credentials.of(request);
        if (credential instanceof Token token) {
            return tokens.authenticate(token.jwt()).map(result -> accept(request, result));
        } else if (credential instanceof Ticket ticket) {
            return authenticateTicket(request, ticket.ticket());
        } else if (credential instanceof Foreign) {
            return Uni.createFrom()
                    .failure(Problem.forbidden(
                                    "The cookie is not accepted from this origin. Send a token in the Authorization header.")
                            .asException());
        }
        return Uni.createFrom().nullItem();
    }

    /**
     * Returns whether a path requires a caller. Other paths ignore credentials: an expired cookie must not block the
     * console.
     */
    private boolean isGuarded(String path) {
        for (String pattern : guarded) {
            boolean matches = pattern.endsWith("*")
                    ? path.regionMatches(0, pattern, 0, pattern.length() - 1)
                    : path.equals(pattern);
            if (matches) {
                return true;
            }
        }
        return false;
    }

    private Uni<SecurityIdentity> authenticateTicket(RoutingContext request, String ticket) {
        return opensConnection(request)
                ? tickets.redeem(ticket).map(caller -> {
                    if (caller == null || revocations.isRevoked(caller)) {
                        throw reject(request, Problem.invalidTicket());
                    }
                    return accept(request, VerifiedToken.of(caller, Instant.MAX));
                })
                : Uni.createFrom().failure(reject(request, Problem.invalidTicket()));
    }

    /**
     * Returns whether a request opens a stream or a WebSocket. No other call accepts a ticket: it could request the
     * next ticket, and a stolen ticket would last as long as its token.
     */
    private static boolean opensConnection(RoutingContext request) {
        return switch (request.normalizedPath()) {
            case "/api/v1/stream" -> request.request().method() == HttpMethod.GET;
            case "/ws" -> CookieOriginCheck.isWebSocket(request.request());
            default -> false;
        };
    }

    private SecurityIdentity accept(RoutingContext request, TokenResult result) {
        if (result instanceof TokenRejection rejection) {
            throw reject(request, rejection.problem());
        }
        VerifiedToken token = (VerifiedToken) result;
        if (!token.internal()) {
            callerListener.onAuthenticated(token.caller().id());
        }
        request.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, LATER_FAILURES);
        return token.identity();
    }

    private static AuthenticationFailedException reject(RoutingContext request, Problem problem) {
        request.put(REJECTED, problem);
        return new AuthenticationFailedException();
    }

    private static Problem problem(RoutingContext request) {
        Problem rejected = request.get(REJECTED);
        return rejected == null ? Problem.unauthorized() : rejected;
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext request) {
        VertxProblems.send(request, problem(request));
        return Uni.createFrom().item(true);
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        String challenge = problem(request).challenge();
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", challenge));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}
