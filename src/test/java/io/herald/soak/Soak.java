package io.herald.soak;

import java.util.List;
import java.util.Random;

/**
 * The main class: instances, users with a stream each, publishers, and faults at random times. The seed determines which
 * faults happen, in which order and how long after one another.
 */
public final class Soak {

    private Soak() {}

    public static void main(String[] args) throws InterruptedException {
        SoakOptions options = SoakOptions.of(args);
        if (options == null) {
            System.err.print(SoakOptions.USAGE);
            System.exit(64);
        }
        System.exit(run(options) ? 0 : 1);
    }

    private static boolean run(SoakOptions options) throws InterruptedException {
        long end = System.nanoTime() + options.duration().toNanos();
        List<String> users = options.userNames();
        Random random = new Random(options.seed());
        System.out.println(options);
        try (SoakServers servers = SoakServers.start(options)) {
            SoakPublisher publisher = new SoakPublisher(servers, users, options.rate());
            List<SoakClient> clients = users.stream()
                    .map(user -> new SoakClient(servers, user, publisher.roomOf(user), random.nextLong()))
                    .toList();
            SoakFaults faults = new SoakFaults(servers, new Random(options.seed()), options.suspendsMastersOnly());
            SoakReport report = new SoakReport(servers, publisher, clients, faults);
            publisher.start();
            clients.forEach(SoakClient::start);
            while (System.nanoTime() < end) {
                faults.next(end);
                report.sampleIfDue();
            }
            publisher.stop();
            return report.conclude();
        }
    }
}
