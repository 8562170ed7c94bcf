package io.herald.problem;

import java.util.Objects;

/**
 * Carries a {@link Problem} to the code that sends the response. It has no stack trace: it is a response and not a defect, and
 * must be cheap under a flood of bad requests.
 */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.message(), null, false, false);
        this.problem = Objects.requireNonNull(problem);
    }

    public Problem problem() {
        return problem;
    }
}
