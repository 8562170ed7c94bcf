package io.herald.simulation;

/**
 * One action of a plan, at a time in virtual milliseconds. What the three numbers mean depends on the kind. A number that
 * refers to something that does not exist at the time selects another, so that each step can be left out.
 */
record Step(long atMillis, Kind kind, int a, int b, int c) implements Comparable<Step> {

    enum Kind {
        CONNECT,
        DROP,
        PUBLISH,
        JOIN,
        ADD_MEMBER,
        REMOVE_MEMBER,
        READ_SLOWLY,
        STOP_READING,
        PAUSE,
        KILL,
        DRAIN,
        CUT,
        SILENCE,
        REFUSE,
        HANG,
        SUSPEND_MASTER,
        DOWN,
        STOP_REPLICATION,
        FAIL_OVER,
        FLUSH,
        CLOCK,
        DATABASE_DOWN,
        DISCONNECT_USER
    }

    @Override
    public int compareTo(Step other) {
        return Long.compare(atMillis, other.atMillis);
    }

    @Override
    public String toString() {
        return "%6d ms %s %d %d %d".formatted(atMillis, kind, a, b, c);
    }
}
