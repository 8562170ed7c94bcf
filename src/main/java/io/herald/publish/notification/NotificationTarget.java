package io.herald.publish.notification;

import io.herald.event.Channel;
import java.util.List;

/** The recipients of a notification. */
sealed interface NotificationTarget {

    List<Channel> channels();

    /** A list of users, without duplicates. */
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
