package io.herald.bench;

/** What is published: how one call of the REST interface carries one message or several. */
interface Messages {

    String path();

    /** Messages in one call. */
    default int aCall() {
        return 1;
    }

    String json(long intended, int firstSequence);

    /** To all in a room. */
    record ToRoom(String room, int size) implements Messages {
        @Override
        public String path() {
            return "/api/v1/channels/room:" + room + "/events";
        }

        @Override
        public String json(long intended, int sequence) {
            return "{\"event\":\"bench\",\"data\":\"" + Mark.message(size, intended, sequence) + "\"}";
        }
    }

    /** To one user after the other. */
    record ToUsers(int users, int first, int size) implements Messages {
        @Override
        public String path() {
            return "/api/v1/notifications";
        }

        @Override
        public String json(long intended, int sequence) {
            return "{\"to\":{\"users\":[\"" + BenchTokens.name((sequence - first) % users)
                    + "\"]},\"type\":\"info\",\"title\":\"" + Mark.message(size, intended, sequence) + "\"}";
        }
    }

    /** To one user after the other, many in one call. */
    record Batched(ToUsers one, int aCall) implements Messages {
        @Override
        public String path() {
            return one.path() + "/batch";
        }

        @Override
        public String json(long intended, int firstSequence) {
            StringBuilder array = new StringBuilder("[");
            for (int i = 0; i < aCall; i++) {
                array.append(i == 0 ? "" : ",").append(one.json(intended, firstSequence + i));
            }
            return array.append(']').toString();
        }
    }
}
