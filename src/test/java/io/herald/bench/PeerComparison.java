package io.herald.bench;

import io.herald.bench.BenchMessages.RoomEvents;
import io.herald.bench.BenchMessages.UserEvents;
import io.herald.bench.BenchMessages.UserNotifications;
import io.herald.bench.DeliveryLedger.Recipients;
import io.herald.testing.Await;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** The same load on this service and on others that are installed, one after the other, each with a Redis of its own on the same core. */
final class PeerComparison implements Scenario {

    private static final int USERS = 5_000;
    private static final int FOLLOWERS = 1_000;
    private static final int SIZE = 200;
    private static final int CONCURRENT_CALLS = 64;
    private static final int WARM_UP_SECONDS = 5;

    /** How the messages of one server are made. */
    private interface Server {
        StreamProtocol streams();

        BenchTarget target();

        /** @param first the number of the first message */
        BenchMessages toUsers(int first);

        BenchMessages toRoom();

        String room();
    }

    private record Herald(ScenarioFixture fixture) implements Server {
        @Override
        public StreamProtocol streams() {
            return new StreamProtocol.Herald(fixture.tokens);
        }

        @Override
        public BenchTarget target() {
            return fixture.target();
        }

        @Override
        public BenchMessages toUsers(int first) {
            return new UserEvents(new UserNotifications(USERS, first, SIZE));
        }

        @Override
        public BenchMessages toRoom() {
            return new RoomEvents(BenchTokens.ROOM, SIZE);
        }

        @Override
        public String room() {
            return "?room=" + BenchTokens.ROOM;
        }
    }

    private record Other(Peer peer) implements Server {
        @Override
        public StreamProtocol streams() {
            return peer.streams();
        }

        @Override
        public BenchTarget target() {
            return peer.target();
        }

        @Override
        public BenchMessages toUsers(int first) {
            IntFunction<String> user = sequence -> BenchTokens.name((sequence - first) % USERS);
            return peer.messages(user, SIZE);
        }

        @Override
        public BenchMessages toRoom() {
            return peer.messages(sequence -> BenchTokens.ROOM, SIZE);
        }

        @Override
        public String room() {
            return BenchTokens.ROOM;
        }
    }

    private int next = 1;

    @Override
    public List<Result> run(ScenarioFixture fixture) {
        Options options = fixture.options;
        List<Result> results = new ArrayList<>(measure("Herald", new Herald(fixture), fixture));
        String module = options.text("nchan", "");
        if (!module.isEmpty()) {
            results.addAll(measure("Nchan", options, () -> NchanPeer.start(fixture, module)));
        }
        String executable = options.text("centrifugo", "");
        if (!executable.isEmpty()) {
            results.addAll(measure("Centrifugo", options, () -> CentrifugoPeer.start(fixture, executable)));
        }
        return results;
    }

    private List<Result> measure(String name, Options options, Supplier<Peer> start) {
        try (Peer peer = start.get()) {
            URI address = peer.target().loadLoop().target();
            Await.until(name + " accepts connections", () -> {
                new Socket(address.getHost(), address.getPort()).close();
                return true;
            });
            peer.target().connectPublisher();
            return measure(name, new Other(peer), options);
        }
    }

    /** The others need no warm-up by compilers. */
    private List<Result> measure(String name, Herald herald, ScenarioFixture fixture) {
        StreamClients users = new StreamClients(fixture.loadLoop, fixture.tokens, false);
        users.open(USERS, "");
        WarmUp.run(fixture, seconds -> {
            int first = first();
            DeliveryLedger ledger = new DeliveryLedger(Recipients.ONE, USERS, first);
            new PublishPhase(fixture, users, herald.toUsers(first), ledger)
                    .atMaximumRate("warm-up", CONCURRENT_CALLS, 4L * USERS, seconds);
        });
        users.disconnectAll();
        return measure(name, herald, fixture.options);
    }

    private List<Result> measure(String name, Server server, Options options) {
        List<Result> results = new ArrayList<>();
        int seconds = options.seconds();
        StreamClients users = new StreamClients(
                server.target().loadLoop(),
                server.streams(),
                false,
                List.of(server.target().loadLoop().target()));
        double connects = USERS / users.open(USERS, "");
        Function<Integer, PublishPhase> phase = first -> new PublishPhase(
                server.target(), users, server.toUsers(first), new DeliveryLedger(Recipients.ONE, USERS, first));
        for (int rate : List.of(2_000, 5_000)) {
            phase.apply(first()).paced("warm-up", rate, WARM_UP_SECONDS);
            results.add(
                    in("%,d unicasts/s".formatted(rate), phase.apply(first()).paced(name, rate, seconds)));
        }
        results.add(in(
                "unicasts at the maximum rate",
                phase.apply(first())
                        .atMaximumRate(name, CONCURRENT_CALLS, 4L * USERS, seconds)
                        .with("connects/s before", Result.number(connects))));
        users.disconnectAll();
        StreamClients followers = new StreamClients(
                server.target().loadLoop(),
                server.streams(),
                false,
                List.of(server.target().loadLoop().target()));
        followers.open(FOLLOWERS, server.room());
        Function<Integer, PublishPhase> fanOut = first -> new PublishPhase(
                server.target(), followers, server.toRoom(), new DeliveryLedger(Recipients.ALL, FOLLOWERS, first));
        fanOut.apply(first()).paced("warm-up", 50, WARM_UP_SECONDS);
        results.add(in("1,000 x 50/s", fanOut.apply(first()).paced(name, 50, seconds)));
        results.add(in(
                "1,000 at the maximum rate",
                fanOut.apply(first()).atMaximumRate(name, CONCURRENT_CALLS, 128L * FOLLOWERS, seconds)));
        return results;
    }

    private int first() {
        int first = next;
        next += 10_000_000;
        return first;
    }

    private static Result in(String table, Result result) {
        return new Result(result.name(), result.figures(), table);
    }
}
