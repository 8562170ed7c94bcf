package io.herald.problem;

import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** A failure that nobody foresaw: all of it for the log, once; outside, only an id to find it by. */
final class UnexpectedFailure {
    private static final Logger LOG = Logger.getLogger(UnexpectedFailure.class);

    private UnexpectedFailure() {}

    /** {@code path} without the query, which may carry a credential. */
    static Problem told(Throwable failure, String method, String path) {
        String id = "%08x".formatted(ThreadLocalRandom.current().nextInt());
        LOG.errorf(failure, "unexpected failure error=%s method=%s path=%s", id, printable(method), printable(path));
        return Problem.internal(id);
    }

    /** It is the client's: a line break in it must not begin a log line of its own. */
    private static String printable(String text) {
        String shortened = text.length() > 200 ? text.substring(0, 200) : text;
        return shortened.replaceAll("[^\\x21-\\x7e]", "?");
    }
}
