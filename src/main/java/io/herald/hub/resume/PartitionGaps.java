package io.herald.hub.resume;

import io.herald.event.Channel;
import io.herald.event.EventId;
import io.herald.hub.transport.ResetEvent.Reason;
import io.herald.log.HistoryPage.Gap;
import java.util.List;

/** What is missing in one partition, at least one gap, taken together. */
public record PartitionGaps(List<Gap> gaps) {

    /** From here on all of the channels are complete. */
    public EventId resume() {
        return gaps.stream().map(Gap::resume).reduce(EventId.ZERO, EventId::max);
    }

    /** From here on one of the channels is complete. */
    public EventId earliest() {
        return gaps.stream().map(Gap::resume).min(EventId::compareTo).orElse(EventId.ZERO);
    }

    public Reason reason() {
        return gaps.stream().anyMatch(Gap::lost) ? Reason.LOST : Reason.EXPIRED;
    }

    public List<Channel> channels() {
        return gaps.stream().map(Gap::channel).toList();
    }
}
