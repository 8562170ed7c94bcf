package io.herald.log;

import io.herald.event.Channel;
import java.util.List;

/** Creates temporary logs. */
public interface TemporaryLogs {

    /**
     * Creates a log. Reading begins with {@link EventLog#start}.
     *
     * @param channels all channels to which the caller will append
     */
    TemporaryLog create(List<Channel> channels);
}
