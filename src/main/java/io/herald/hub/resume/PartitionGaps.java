package io.herald.hub.resume;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.hub.transport.ResetEvent.Reason;
import io.herald.log.HistoryPage.Gap;
import java.util.List;

/** The gaps of a subscriber's channels in one partition; at least one. */
record PartitionGaps(List<Gap> gaps) {

    /** Returns the position from which all of the channels are complete. */
    EventId resume() {
        return gaps.stream().map(Gap::resume).reduce(EventId.ZERO, EventId::max);
    }

    /** Returns the position from which at least one of the channels is complete. */
    EventId earliest() {
        return gaps.stream().map(Gap::resume).min(EventId::compareTo).orElse(EventId.ZERO);
    }

    /** Returns {@code LOST} if the log has lost events of a channel, otherwise {@code EXPIRED}. */
    Reason reason() {
        return gaps.stream().anyMatch(Gap::lost) ? Reason.LOST : Reason.EXPIRED;
    }

    List<Channel> channels() {
        return gaps.stream().map(Gap::channel).toList();
    }
}
