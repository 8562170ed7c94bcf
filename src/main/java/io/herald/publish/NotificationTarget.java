package io.herald.publish;

import io.herald.event.Channel;
import java.util.List;

/** To whom a notification goes. */
sealed interface NotificationTarget {

    List<Channel> channels();

    /** Named people, without repetitions. */
    record Users(List<String> ids) implements NotificationTarget {
        @Override
        public List<Channel> channels() {
            return ids.stream().map(Channel::user).toList();
        }
    }

    record Room(String name) implements NotificationTarget {
        @Override
        public List<Channel> channels() {
            return List.of(Channel.room(name));
        }
    }

    record Everyone() implements NotificationTarget {
        @Override
        public List<Channel> channels() {
            return List.of(Channel.EVERYONE);
        }
    }
}
