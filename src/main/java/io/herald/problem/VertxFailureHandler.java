package io.herald.problem;

import io.herald.vertx.ClosingConnection;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.arc.All;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Answers failures outside of JAX-RS with problems: in filters, authentication, Vert.x routes, and for unknown paths. */
@ApplicationScoped
class VertxFailureHandler {
    /** Precedes the failure handler of Quarkus, which is registered last and does not send a problem document. */
    private static final int FIRST = Integer.MIN_VALUE;

    /** Directly precedes the length check of Quarkus, whose 413 has no body. */
    private static final int BEFORE_UPLOAD_LIMIT = -3;

    private static final int[] UNMATCHED = {400, 404, 405, 406, 413, 414, 415, 431, 500, 501, 503};

    private static final String CALLS = "/api/*";

    private final List<TemporaryRefusalHandler> temporary;
    private final OpenApiPaths paths;
    private final long maxBodySize;

    VertxFailureHandler(
            @All List<TemporaryRefusalHandler> temporary,
            OpenApiPaths paths,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBodySize) {
        this.temporary = temporary;
        this.paths = paths;
        this.maxBodySize = maxBodySize.asLongValue();
    }

    void register(@Observes Router router) {
        router.route().order(FIRST).failureHandler(this::handleFailure);
        router.route().order(BEFORE_UPLOAD_LIMIT).handler(this::refuseLongBody);
        router.options(CALLS).order(BEFORE_UPLOAD_LIMIT).handler(this::answerOptions);
        for (int status : UNMATCHED) {
            router.errorHandler(status, request -> VertxProblems.send(request, ofStatus(status)));
        }
    }

    /** Quarkus REST would list the methods of all templates that match, and would omit plain Vert.x routes. */
    private void answerOptions(RoutingContext request) {
        String allow = paths.allow(request.normalizedPath());
        if (allow == null) {
            request.next();
        } else {
            request.response().putHeader(HttpHeaderNames.ALLOW, allow).end();
        }
    }

    private void refuseLongBody(RoutingContext request) {
        String length = request.request().getHeader("Content-Length");
        if (length == null || !tooLong(length)) {
            request.next();
            return;
        }
        // Reads and discards the rest of the body. If the socket were closed with unread data, its reset could overtake
        // the response.
        request.request().resume();
        ClosingConnection.announce(request.request());
        VertxProblems.send(request, Problem.tooLarge("The body may have at most " + maxBodySize + " bytes."));
    }

    private boolean tooLong(String length) {
        try {
            return Long.parseLong(length.trim()) > maxBodySize;
        } catch (NumberFormatException longerThanALong) {
            return true;
        }
    }

    private void handleFailure(RoutingContext request) {
        Throwable failure = request.failure();
        if (failure != null && ClientAborts.isCausedByClient(failure, request.request())) {
            // The client has disconnected; the handler of Quarkus would log an error. Aborts a response that has begun.
            request.response().reset();
            return;
        }
        if (failure instanceof AuthenticationException || failure instanceof UnauthorizedException) {
            // The authentication mechanism sends the challenge.
            request.next();
            return;
        }
        Problem problem = problemOf(request, failure);
        if ((problem.status() == 503 || problem.status() == 429)
                && temporary.stream().anyMatch(transport -> transport.answer(request, problem))) {
            return;
        }
        VertxProblems.send(request, problem);
    }

    private static Problem problemOf(RoutingContext request, @Nullable Throwable failure) {
        if (failure instanceof ProblemException known) {
            return known.problem();
        }
        if (failure instanceof ForbiddenException) {
            return Problem.forbidden("Access is denied.");
        }
        if (failure instanceof RejectedExecutionException) {
            return Problem.unavailable("The service is overloaded. Retry later.", Duration.ofSeconds(1));
        }
        if (failure instanceof HttpException http) {
            return ofStatus(http.getStatusCode());
        }
        if (failure == null || (request.statusCode() >= 400 && request.statusCode() < 500)) {
            return ofStatus(request.statusCode());
        }
        HttpMethod method = request.request().method();
        return UnexpectedFailure.log(failure, method.name(), request.request().path());
    }

    private static Problem ofStatus(int status) {
        return switch (status) {
            case 404 -> Problem.notFound();
            case 405 -> Problem.methodNotAllowed();
            case 406 -> Problem.notAcceptable();
            case 415 -> Problem.unsupportedMediaType();
            default -> Problem.of(status < 400 ? 500 : status, null);
        };
    }
}
