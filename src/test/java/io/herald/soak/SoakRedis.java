package io.herald.soak;

import java.util.Map;
import java.util.Random;

/** The Redis of a run, and the faults that it can have. */
interface SoakRedis extends AutoCloseable {

    /** Returns the settings of an instance that uses it. */
    Map<String, String> settings();

    int partitions();

    /**
     * Lets a fault happen, and returns its name when it has ended.
     *
     * @param nanos how long it lasts, unless it ends by itself
     */
    String inject(Random random, long nanos);

    /**
     * Suspends the server, or a master until after its replica has taken over. Returns the name of the fault when it has ended.
     *
     * @param nanos how long it lasts, or continues after the failover
     */
    String suspendMaster(Random random, long nanos);

    long usedMemory();

    /** Whether a fault may lose events that were accepted, of which the clients then receive a reset. */
    boolean mayLose();

    @Override
    void close();
}
