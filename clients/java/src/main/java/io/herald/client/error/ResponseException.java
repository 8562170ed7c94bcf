package io.herald.client.error;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The service refused a call. The subclasses are the statuses that a caller may want to tell apart. */
public class ResponseException extends HeraldException {
    private static final long serialVersionUID = 1L;

    /** Only the message survives serialization. */
    private final transient Problem problem;

    ResponseException(Problem problem) {
        super(problem.message(), null);
        this.problem = problem;
    }

    /**
     * Returns the exception for a problem.
     *
     * @param problem the answer of the service
     * @return an instance of the subclass for the status, if there is one
     */
    public static ResponseException of(Problem problem) {
        return switch (problem.status()) {
            case 400, 413, 415 -> new InvalidRequestException(problem);
            case 401 -> new UnauthorizedException(problem);
            case 403 -> new ForbiddenException(problem);
            case 404 -> new NotFoundException(problem);
            case 409 -> new ConflictException(problem);
            case 429 -> new RateLimitedException(problem);
            default -> problem.status() >= 500 ? new UnavailableException(problem) : new ResponseException(problem);
        };
    }

    /**
     * Returns the answer of the service.
     *
     * @return the problem document
     */
    public Problem problem() {
        return problem;
    }

    /**
     * Returns the status of the response.
     *
     * @return such as 400
     */
    public int status() {
        return problem.status();
    }

    /**
     * Returns all invalid fields.
     *
     * @return empty if the request was refused for another reason
     */
    public List<Violation> violations() {
        return problem.violations();
    }

    /**
     * Returns the time after which a repeated call may succeed.
     *
     * @return empty if the service names none
     */
    public Optional<Duration> retryAfter() {
        return problem.retryAfter();
    }

    @Override
    public boolean isTransient() {
        return status() == 408 || status() == 429 || status() >= 500 && status() != 501;
    }
}
