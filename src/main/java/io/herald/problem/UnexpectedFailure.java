package io.herald.problem;

import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Logs an unexpected failure once, with its stack trace, and returns a problem that contains only the id of the log entry. */
final class UnexpectedFailure {
    private static final Logger LOG = Logger.getLogger(UnexpectedFailure.class);

    private UnexpectedFailure() {}

    /** @param path without the query, which may contain a credential */
    static Problem log(Throwable failure, String method, String path) {
        String id = "%08x".formatted(ThreadLocalRandom.current().nextInt());
        LOG.errorf(
                failure,
                "request.failed error=%s method=%s path=%s",
                id,
                PrintableText.of(method),
                PrintableText.of(path));
        return Problem.internal(id);
    }
}
