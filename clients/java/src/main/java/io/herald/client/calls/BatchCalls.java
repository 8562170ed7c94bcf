package io.herald.client.calls;

import io.herald.client.http.HttpCaller;
import io.herald.client.publish.BatchResult;
import io.herald.client.publish.Notification;
import java.util.ArrayList;
import java.util.List;

/** Sends many notifications with as few calls as the limits of the service allow. */
public final class BatchCalls {

    private static final int MAX_ITEMS = 1_000;

    private static final int MAX_BYTES = 4 << 20;

    private static final int BRACKETS = 2;

    private final HttpCaller caller;
    private final NotificationCalls single;

    public BatchCalls(HttpCaller caller, NotificationCalls single) {
        this.caller = caller;
        this.single = single;
    }

    /** Returns the results in the order of the notifications. A failure concerns only the notifications of its call. */
    public List<BatchResult> send(List<Notification> notifications) {
        List<BatchResult> results = new ArrayList<>(notifications.size());
        List<BatchItem> part = new ArrayList<>();
        int bytes = BRACKETS;
        for (Notification notification : notifications) {
            BatchItem item = BatchItem.of(notification);
            if (part.size() == MAX_ITEMS || bytes + item.bytes() > MAX_BYTES) {
                results.addAll(send(new BatchCall(part)));
                part = new ArrayList<>();
                bytes = BRACKETS;
            }
            part.add(item);
            bytes += item.bytes();
        }
        results.addAll(send(new BatchCall(part)));
        return results;
    }

    private List<BatchResult> send(BatchCall call) {
        return call.execute(caller, single);
    }
}
