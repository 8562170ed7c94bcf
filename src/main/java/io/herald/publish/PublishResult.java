package io.herald.publish;

import io.herald.problem.Problem;

/** What became of one publication. */
sealed interface PublishResult {

    /**
     * @param id the notification's
     * @param duplicate whether it had been in the log before
     */
    record Accepted(String id, boolean duplicate) implements PublishResult {}

    record Refused(Problem problem) implements PublishResult, AcceptanceStep {}
}
