package io.herald.bench;

/** Microseconds of CPU: of the service, of its compilers alone, of Redis, and of the load generator. */
record CpuCosts(long server, long compilers, long redis, long load) {

    static CpuCosts now(ScenarioFixture scenarioFixture) {
        return new CpuCosts(
                scenarioFixture.server().cpuMicros(),
                scenarioFixture.server().compilerMicros(),
                scenarioFixture.redis.cost().cpuMicros(),
                new ProcessCost(ProcessHandle.current().pid()).cpuMicros());
    }

    CpuCosts minus(CpuCosts earlier) {
        return new CpuCosts(
                server - earlier.server, compilers - earlier.compilers, redis - earlier.redis, load - earlier.load);
    }
}
