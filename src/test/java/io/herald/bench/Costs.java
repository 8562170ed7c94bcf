package io.herald.bench;

/** Microseconds of CPU: of the service, of its compilers alone, of Redis, and of the load itself. */
record Costs(long server, long compilers, long redis, long load) {

    static Costs now(Stage stage) {
        return new Costs(
                stage.server().cpuMicros(),
                stage.server().compilerMicros(),
                stage.redis.cost().cpuMicros(),
                new ProcessCost(ProcessHandle.current().pid()).cpuMicros());
    }

    Costs minus(Costs earlier) {
        return new Costs(
                server - earlier.server, compilers - earlier.compilers, redis - earlier.redis, load - earlier.load);
    }
}
