package io.herald.bench;

import io.herald.bench.LoadPublisher.AnswerHandler;
import java.util.Arrays;
import java.util.regex.Pattern;

/** The messages to publish, and how one call carries one or several of them. */
@FunctionalInterface
interface BenchMessages {

    void send(LoadPublisher publisher, long intended, int firstSequence, AnswerHandler handler);

    /** Returns the number of messages in one call. */
    default int perCall() {
        return 1;
    }

    /** Returns the status of each message of a call. */
    default int[] statuses(int status, String body) {
        int[] all = new int[perCall()];
        Arrays.fill(all, status);
        return all;
    }

    /** Sends the messages through the REST interface. */
    interface RestMessages extends BenchMessages {

        String path(int firstSequence);

        String json(long intended, int firstSequence);

        @Override
        default void send(LoadPublisher publisher, long intended, int firstSequence, AnswerHandler handler) {
            publisher.post(path(firstSequence), json(intended, firstSequence), handler);
        }
    }

    /** Events for all subscribers of a room. */
    record RoomEvents(String room, int size) implements RestMessages {
        @Override
        public String path(int sequence) {
            return "/api/v1/channels/room:" + room + "/events";
        }

        @Override
        public String json(long intended, int sequence) {
            return "{\"event\":\"bench\",\"data\":\"" + MessageMark.message(size, intended, sequence) + "\"}";
        }
    }

    /** Notifications, each for the next user. */
    record UserNotifications(int users, int first, int size) implements RestMessages {
        String user(int sequence) {
            return BenchTokens.name((sequence - first) % users);
        }

        @Override
        public String path(int sequence) {
            return "/api/v1/notifications";
        }

        @Override
        public String json(long intended, int sequence) {
            return "{\"to\":{\"users\":[\"" + user(sequence) + "\"]},\"type\":\"info\",\"title\":\""
                    + MessageMark.message(size, intended, sequence) + "\"}";
        }
    }

    /** Events for the same users, without inbox items. */
    record UserEvents(UserNotifications single) implements RestMessages {
        @Override
        public String path(int sequence) {
            return "/api/v1/channels/user:" + single.user(sequence) + "/events";
        }

        @Override
        public String json(long intended, int sequence) {
            return "{\"event\":\"bench\",\"data\":\"" + MessageMark.message(single.size, intended, sequence) + "\"}";
        }
    }

    /** Notifications for the same users, many in one call. */
    record NotificationBatches(UserNotifications single, int perCall) implements RestMessages {
        private static final Pattern ITEM = Pattern.compile("[\\[,]\\{\"status\":(\\d+)");

        @Override
        public String path(int sequence) {
            return single.path(sequence) + "/batch";
        }

        @Override
        public String json(long intended, int firstSequence) {
            StringBuilder array = new StringBuilder("[");
            for (int i = 0; i < perCall; i++) {
                array.append(i == 0 ? "" : ",").append(single.json(intended, firstSequence + i));
            }
            return array.append(']').toString();
        }

        /** An answer other than 200 refuses the whole batch. */
        @Override
        public int[] statuses(int status, String body) {
            if (status != 200) {
                return RestMessages.super.statuses(status, body);
            }
            return ITEM.matcher(body)
                    .results()
                    .mapToInt(item -> Integer.parseInt(item.group(1)))
                    .toArray();
        }
    }
}
