package io.herald.problem;

import java.util.Objects;

/** Carries a {@link Problem} to whoever answers. Without a stack trace: it is an answer, not a fault, and floods must be cheap. */
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
