package io.herald.client.calls;

import io.herald.client.error.HeraldException;
import io.herald.client.error.ResponseException;
import io.herald.client.http.HttpCall;
import io.herald.client.http.HttpCaller;
import io.herald.client.http.Problems;
import io.herald.client.publish.BatchResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One call with several notifications. Repeats those that the service could not accept at the first attempt. */
final class BatchCall {

    private static final int TOO_LARGE = 413;

    private final List<BatchItem> items;

    BatchCall(List<BatchItem> items) {
        this.items = items;
    }

    List<BatchResult> execute(HttpCaller caller, NotificationCalls single) {
        if (!items.isEmpty()) {
            sendOpen(caller);
            sendLargeOnes(single);
        }
        return items.stream().map(BatchItem::result).toList();
    }

    private void sendOpen(HttpCaller caller) {
        try {
            caller.repeat(true, () -> attempt(caller));
        } catch (HeraldException failure) {
            open().stream().filter(item -> item.failure().isEmpty()).forEach(item -> item.fail(failure));
        }
    }

    /** Sends the open items, and throws the failure of one of those that are open afterwards. */
    private List<BatchItem> attempt(HttpCaller caller) {
        List<BatchItem> sent = open();
        String body = sent.stream().map(BatchItem::json).collect(Collectors.joining(",", "[", "]"));
        List<?> answers = Answers.batch(caller.executeOnce(HttpCall.post("notifications/batch", body)));
        if (answers.size() != sent.size()) {
            throw Answers.unreadable(null);
        }
        for (int i = 0; i < sent.size(); i++) {
            record(sent.get(i), answers.get(i));
        }
        open().stream().flatMap(item -> item.failure().stream()).findFirst().ifPresent(failure -> {
            throw failure;
        });
        return sent;
    }

    private static void record(BatchItem item, Object answer) {
        if (!(answer instanceof Map<?, ?> members) || !(members.get("status") instanceof Long status)) {
            throw Answers.unreadable(null);
        }
        if (status / 100 == 2) {
            item.accept(Answers.accepted(members));
        } else {
            item.fail(Problems.exception(status.intValue(), members.get("problem")));
        }
    }

    private List<BatchItem> open() {
        return items.stream().filter(BatchItem::isOpen).toList();
    }

    /** The recipients × bytes of a call are limited: what is too large for the rest of a call may fit into one of its own. */
    private void sendLargeOnes(NotificationCalls single) {
        for (BatchItem item : items) {
            if (items.size() > 1 && item.failure().filter(BatchCall::isTooLarge).isPresent()) {
                try {
                    item.accept(single.send(item.notification()));
                } catch (HeraldException failure) {
                    item.fail(failure);
                }
            }
        }
    }

    private static boolean isTooLarge(HeraldException failure) {
        return failure instanceof ResponseException response && response.status() == TOO_LARGE;
    }
}
