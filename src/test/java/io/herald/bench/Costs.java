package io.herald.bench;

/** Microseconds of CPU: of the service, of Redis, and of the load itself. */
record Costs(long server, long redis, long load) {

    static Costs now(Stage stage) {
        return new Costs(
                stage.server().cpuMicros(),
                stage.redis.cost().cpuMicros(),
                new ProcessCost(ProcessHandle.current().pid()).cpuMicros());
    }

    Costs minus(Costs earlier) {
        return new Costs(server - earlier.server, redis - earlier.redis, load - earlier.load);
    }
}
