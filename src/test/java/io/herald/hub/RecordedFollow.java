package io.herald.hub;

import io.herald.hub.transport.Subscription;
import java.util.ArrayList;
import java.util.List;

/** Records the answers to a request to follow a channel. */
final class RecordedFollow implements Subscription.FollowListener {

    final List<String> answers = new ArrayList<>();

    @Override
    public void followed() {
        answers.add("arrived");
    }

    @Override
    public void failed(Throwable reason) {
        answers.add(reason.getMessage());
    }
}
