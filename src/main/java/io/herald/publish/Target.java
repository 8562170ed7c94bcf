package io.herald.publish;

import io.herald.event.Channel;
import java.util.List;

/** To whom a notification goes. */
sealed interface Target {

    List<Channel> channels();

    /** Named people, without repetitions. */
    record Users(List<String> ids) implements Target {
        @Override
        public List<Channel> channels() {
            return ids.stream().map(Channel::user).toList();
        }
    }

    record Room(String name) implements Target {
        @Override
        public List<Channel> channels() {
            return List.of(Channel.room(name));
        }
    }

    record Everyone() implements Target {
        @Override
        public List<Channel> channels() {
            return List.of(Channel.EVERYONE);
        }
    }
}
