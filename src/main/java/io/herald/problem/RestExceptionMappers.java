package io.herald.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.ForbiddenException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps exceptions of JAX-RS resources to problem responses. The authentication mechanism sends its challenges itself. */
class RestExceptionMappers {
    private final OpenApiPaths paths;

    RestExceptionMappers(OpenApiPaths paths) {
        this.paths = paths;
    }

    @ServerExceptionMapper
    Response known(ProblemException failure) {
        return answer(failure.problem()).build();
    }

    /** Keeps only the status of error responses of the framework: their entities address the developers of the service. */
    @ServerExceptionMapper
    Response framework(WebApplicationException failure) {
        Response original = failure.getResponse();
        return original.getStatus() < 400
                ? original
                : answer(ofStatus(original.getStatus())).build();
    }

    @ServerExceptionMapper
    Response wrongMethod(NotAllowedException failure, RoutingContext request) {
        ResponseBuilder answer = answer(Problem.methodNotAllowed());
        String allow = paths.allow(request.normalizedPath());
        return allow == null
                ? answer.build()
                : answer.header(HttpHeaders.ALLOW, allow).build();
    }

    /** Names the media types of the call, in the header too (RFC 9110, 15.5.16). */
    @ServerExceptionMapper
    Response wrongType(NotSupportedException failure, RoutingContext request) {
        List<String> types = paths.bodyTypes(
                request.normalizedPath(), request.request().method().name());
        return types.isEmpty()
                ? answer(Problem.unsupportedMediaType()).build()
                : answer(Problem.unsupportedMediaType(types))
                        .header(HttpHeaders.ACCEPT, String.join(", ", types))
                        .build();
    }

    @ServerExceptionMapper({MismatchedInputException.class, JsonProcessingException.class})
    Response unreadable() {
        return answer(Problem.malformed("The body does not have the expected format."))
                .build();
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException failure) {
        return answer(Problem.forbidden("Access is denied.")).build();
    }

    @ServerExceptionMapper
    Response busy(RejectedExecutionException failure) {
        return answer(Problem.unavailable("The service is overloaded. Retry later.", Duration.ofSeconds(1)))
                .build();
    }

    @ServerExceptionMapper
    Response unexpected(Throwable failure, RoutingContext request) {
        return answer(UnexpectedFailure.log(
                        failure,
                        request.request().method().name(),
                        request.request().path()))
                .build();
    }

    private static ResponseBuilder answer(Problem problem) {
        ResponseBuilder answer = Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(problem.json());
        if (problem.status() == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, problem.challenge());
        }
        String wait = problem.retryAfterSeconds();
        return wait == null ? answer : answer.header(HttpHeaders.RETRY_AFTER, wait);
    }

    private static Problem ofStatus(int status) {
        return switch (status) {
            case 400 -> Problem.malformed("The request is malformed.");
            case 404 -> Problem.notFound();
            case 405 -> Problem.methodNotAllowed();
            case 406 -> Problem.notAcceptable();
            case 415 -> Problem.unsupportedMediaType();
            default -> Problem.of(status, null);
        };
    }
}
