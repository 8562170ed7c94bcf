package io.herald.ops.warmup;

/** The state of the warm-up. Its text is the state of the health check. */
enum WarmUpState {
    /** The other checks do not succeed yet, or it is not known whether another instance is ready. */
    PENDING("pending"),
    RUNNING("warming up"),
    COMPLETED("completed"),
    /** Another instance must be ready, or clients would wait for the warm-up. */
    SKIPPED("skipped: no other instance is ready"),
    FAILED("failed"),
    DISABLED("disabled");

    private final String text;

    WarmUpState(String text) {
        this.text = text;
    }

    boolean isFinal() {
        return this != PENDING && this != RUNNING;
    }

    @Override
    public String toString() {
        return text;
    }
}
