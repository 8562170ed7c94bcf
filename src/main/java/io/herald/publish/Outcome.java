package io.herald.publish;

import io.herald.problem.Problem;

/** What became of one publication. */
sealed interface Outcome {

    /**
     * @param id the notification's
     * @param duplicate whether it had been in the log before
     */
    record Accepted(String id, boolean duplicate) implements Outcome {}

    record Refused(Problem problem) implements Outcome, Admitted {}
}
