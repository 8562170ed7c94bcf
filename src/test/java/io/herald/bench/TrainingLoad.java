package io.herald.bench;

import io.herald.bench.BenchMessages.NotificationBatches;
import io.herald.bench.BenchMessages.RoomEvents;
import io.herald.bench.BenchMessages.UserEvents;
import io.herald.bench.BenchMessages.UserNotifications;
import io.herald.bench.DeliveryLedger.Recipients;

/**
 * A load that uses what a service in production uses: connects and reconnects, single calls and batches, fan-out, WebSockets
 * of both protocols, polls and inbox pages. The AOT cache stores the classes and the method profiles of this load.
 */
final class TrainingLoad {

    private static final int USERS = 500;
    private static final int SOCKETS = 200;
    private static final int SIZE = 200;
    private static final int RECONNECTS = 3;
    private static final String QUERY = "?room=" + BenchTokens.ROOM;

    /** The number of equal parts of the time. */
    private static final int PARTS = 8;

    private final ScenarioFixture fixture;
    private final int seconds;
    private int next = 1;

    TrainingLoad(ScenarioFixture fixture, int seconds) {
        this.fixture = fixture;
        this.seconds = Math.max(1, seconds / PARTS);
    }

    void run() {
        StreamClients streams = new StreamClients(fixture.loadLoop, fixture.tokens, true);
        streams.open(USERS, QUERY);
        phase(streams, Recipients.ONE, new UserEvents(single())).paced("events", 1_000, seconds);
        phase(streams, Recipients.ONE, single()).paced("notifications", 500, 2 * seconds);
        phase(streams, Recipients.ONE, new NotificationBatches(single(), 20))
                .atMaximumRate("batches", 2, 2_000, seconds);
        phase(streams, Recipients.ALL, new RoomEvents(BenchTokens.ROOM, SIZE)).paced("fan-out", 50, seconds);
        for (int i = 0; i < RECONNECTS; i++) {
            streams.disconnectAll();
            phase(streams, Recipients.ALL, new RoomEvents(BenchTokens.ROOM, SIZE))
                    .send(25, 1);
            streams.reconnectAll(QUERY);
            streams.awaitAllOpen();
        }
        chat("herald.v1.json");
        chat("herald.v1.cbor");
        new ReadPhase(fixture, user -> "/api/v1/inbox", USERS, 0).paced("inbox", 100, seconds);
        new ReadPhase(fixture, user -> "/api/v1/poll" + QUERY, USERS, 0).paced("polls", 100, 1);
    }

    private UserNotifications single() {
        return new UserNotifications(USERS, next, SIZE);
    }

    private void chat(String protocol) {
        SocketClients sockets = new SocketClients(fixture.loadLoop, fixture.tokens);
        sockets.open(SOCKETS, protocol, client -> BenchTokens.ROOM + "-" + client);
        boolean json = protocol.endsWith("json");
        BenchMessages messages = (publisher, intended, sequence, handler) -> {
            int client = (sequence - 1) % SOCKETS;
            String room = BenchTokens.ROOM + "-" + client;
            String content = MessageMark.message(SIZE, intended, sequence);
            String id = SocketClient.id(sequence);
            sockets.send(
                    client,
                    sequence,
                    json ? Frames.message(room, id, content) : Frames.tick(room, id, content),
                    handler);
        };
        phase(sockets, Recipients.ONE, messages).paced(protocol, 500, Math.max(1, seconds / 2));
    }

    private PublishPhase phase(BenchSubscribers subscribers, Recipients recipients, BenchMessages messages) {
        int clients = subscribers instanceof SocketClients ? SOCKETS : USERS;
        DeliveryLedger ledger = new DeliveryLedger(recipients, clients, next);
        next += 1_000_000;
        return new PublishPhase(fixture, subscribers, messages, ledger);
    }
}
