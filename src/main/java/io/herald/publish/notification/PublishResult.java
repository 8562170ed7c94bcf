package io.herald.publish.notification;

import io.herald.problem.Problem;

/** The result of one publish request. */
sealed interface PublishResult {

    /**
     * @param id the id of the notification
     * @param duplicate whether an earlier call with the same key has published or scheduled the notification
     */
    record Accepted(String id, boolean duplicate) implements PublishResult {}

    record Rejected(Problem problem) implements PublishResult, AcceptanceResult {}
}
