package io.herald.inbox;

import io.herald.event.NameSyntax;
import io.herald.inbox.storage.InboxPosition;
import io.herald.problem.Problem;
import io.herald.problem.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request for an inbox page.
 *
 * @param state of the items, or null for all
 * @param before the {@code next} of the previous page, or the id of a notification
 */
record InboxPageRequest(
        @Nullable Short state,
        @Nullable String category,
        int limit,
        @Nullable String before) {

    private static final int MOST = 200;
    private static final String ALL = "all";
    private static final String ID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
    private static final Map<String, Short> STATES =
            Map.of("unread", (short) 0, "read", (short) 1, "archived", (short) 2);

    /** @throws io.herald.problem.ProblemException with all invalid parameters */
    static InboxPageRequest of(
            @Nullable String status, @Nullable String category, String limit, @Nullable String before) {
        String wanted = status == null ? ALL : status;
        check(wanted, category, limit, before);
        return new InboxPageRequest(STATES.get(wanted), category, Integer.parseInt(limit), before);
    }

    private static void check(String status, @Nullable String category, String limit, @Nullable String before) {
        List<Violation> wrong = new ArrayList<>();
        if (!STATES.containsKey(status) && !status.equals(ALL)) {
            wrong.add(new Violation("status", "must be one of unread, read, archived, all"));
        }
        if (category != null && !NameSyntax.isEventName(category)) {
            wrong.add(new Violation("category", "must be 1 to 64 of A-Z a-z 0-9 . _ -"));
        }
        int most = limit.matches("[0-9]{1,3}") ? Integer.parseInt(limit) : 0;
        if (most < 1 || most > MOST) {
            wrong.add(new Violation("limit", "must be a whole number from 1 to " + MOST));
        }
        if (before != null && InboxPosition.parse(before) == null && !before.matches(ID)) {
            wrong.add(new Violation("before", "must be the next of an earlier page"));
        }
        if (!wrong.isEmpty()) {
            throw Problem.invalid(wrong).asException();
        }
    }
}
