package io.herald.bench;

import io.herald.bench.Publisher.Answered;
import java.util.Arrays;
import java.util.regex.Pattern;

/** What is published, and how one call carries one message or several. */
@FunctionalInterface
interface BenchMessages {

    void send(Publisher publisher, long intended, int firstSequence, Answered answered);

    /** Messages in one call. */
    default int aCall() {
        return 1;
    }

    /** What became of each message of a call. */
    default int[] statuses(int status, String body) {
        int[] all = new int[aCall()];
        Arrays.fill(all, status);
        return all;
    }

    /** By the REST interface. */
    interface Calls extends BenchMessages {

        String path(int firstSequence);

        String json(long intended, int firstSequence);

        @Override
        default void send(Publisher publisher, long intended, int firstSequence, Answered answered) {
            publisher.post(path(firstSequence), json(intended, firstSequence), answered);
        }
    }

    /** To all in a room. */
    record ToRoom(String room, int size) implements Calls {
        @Override
        public String path(int sequence) {
            return "/api/v1/channels/room:" + room + "/events";
        }

        @Override
        public String json(long intended, int sequence) {
            return "{\"event\":\"bench\",\"data\":\"" + MessageMark.message(size, intended, sequence) + "\"}";
        }
    }

    /** To one user after the other. */
    record ToUsers(int users, int first, int size) implements Calls {
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

    /** The same as events that no inbox keeps. */
    record Events(ToUsers one) implements Calls {
        @Override
        public String path(int sequence) {
            return "/api/v1/channels/user:" + one.user(sequence) + "/events";
        }

        @Override
        public String json(long intended, int sequence) {
            return "{\"event\":\"bench\",\"data\":\"" + MessageMark.message(one.size, intended, sequence) + "\"}";
        }
    }

    /** To one user after the other, many in one call. */
    record Batched(ToUsers one, int aCall) implements Calls {
        private static final Pattern ITEM = Pattern.compile("[\\[,]\\{\"status\":(\\d+)");

        @Override
        public String path(int sequence) {
            return one.path(sequence) + "/batch";
        }

        @Override
        public String json(long intended, int firstSequence) {
            StringBuilder array = new StringBuilder("[");
            for (int i = 0; i < aCall; i++) {
                array.append(i == 0 ? "" : ",").append(one.json(intended, firstSequence + i));
            }
            return array.append(']').toString();
        }

        /** An answer to all is none to each. */
        @Override
        public int[] statuses(int status, String body) {
            if (status != 200) {
                return Calls.super.statuses(status, body);
            }
            return ITEM.matcher(body)
                    .results()
                    .mapToInt(item -> Integer.parseInt(item.group(1)))
                    .toArray();
        }
    }
}
