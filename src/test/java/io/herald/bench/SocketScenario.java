package io.herald.bench;

import io.herald.bench.DeliveryLedger.Reach;
import java.util.ArrayList;
import java.util.List;

/** People who talk, and players who say where they are: 1,000 WebSockets that send. */
final class SocketScenario implements Scenario {

    private static final int CLIENTS = 1_000;
    private static final int MESSAGE = 200;
    private static final int TICK = 64;
    private static final String ARENA = BenchTokens.ROOM + "-arena";

    /** Messages a second of all people together. */
    private static final List<Integer> MESSAGES = List.of(2_000, 5_000, 10_000);

    /** Ticks a second of all players together, each told to all of them. */
    private static final List<Integer> TICKS = List.of(50, 100, 200, 400, 1_000);

    private final List<Result> results = new ArrayList<>();
    private int next = 1;

    @Override
    public List<Result> play(ScenarioFixture scenarioFixture) {
        if (MESSAGES.stream().map(SocketScenario::messages).anyMatch(scenarioFixture.options::wants)) {
            talk(scenarioFixture);
        }
        if (TICKS.stream().map(SocketScenario::ticks).anyMatch(scenarioFixture.options::wants)) {
            game(scenarioFixture);
        }
        return results;
    }

    /** Each in a room of its own, 10 messages a second, which it gets back from the log. */
    private void talk(ScenarioFixture scenarioFixture) {
        SocketCrowd crowd = new SocketCrowd(scenarioFixture.loadLoop, scenarioFixture.tokens);
        crowd.open(CLIENTS, "herald.v1.json", client -> BenchTokens.ROOM + "-" + client);
        BenchMessages benchMessages = (publisher, intended, sequence, answered) -> {
            int client = (sequence - 1) % CLIENTS;
            String content = MessageMark.message(MESSAGE, intended, sequence);
            String room = BenchTokens.ROOM + "-" + client;
            crowd.send(client, sequence, Frames.message(room, SocketClient.id(sequence), content), answered);
        };
        for (int rate : MESSAGES) {
            if (scenarioFixture.options.wants(messages(rate))) {
                play(scenarioFixture, crowd, benchMessages, Reach.ONE, messages(rate), rate);
            }
        }
    }

    /** All in one room, and each hears each. */
    private void game(ScenarioFixture scenarioFixture) {
        SocketCrowd crowd = new SocketCrowd(scenarioFixture.loadLoop, scenarioFixture.tokens);
        crowd.open(CLIENTS, "herald.v1.cbor", client -> ARENA);
        BenchMessages ticks = (publisher, intended, sequence, answered) -> crowd.send(
                sequence % CLIENTS,
                sequence,
                Frames.tick(ARENA, SocketClient.id(sequence), MessageMark.message(TICK, intended, sequence)),
                answered);
        for (int rate : TICKS) {
            if (scenarioFixture.options.wants(ticks(rate))) {
                play(scenarioFixture, crowd, ticks, Reach.ALL, ticks(rate), rate);
            }
        }
    }

    private static String messages(int rate) {
        return "1,000 connections, %,d messages/s".formatted(rate);
    }

    private static String ticks(int rate) {
        return "1,000 players, %,d ticks/s".formatted(rate);
    }

    private void play(
            ScenarioFixture scenarioFixture,
            SocketCrowd crowd,
            BenchMessages benchMessages,
            Reach reach,
            String name,
            int rate) {
        WarmUp.run(
                scenarioFixture,
                seconds -> phase(scenarioFixture, crowd, benchMessages, reach).paced("warm-up", rate, seconds));
        results.add(phase(scenarioFixture, crowd, benchMessages, reach)
                .paced(name, rate, scenarioFixture.options.seconds())
                .with("RSS, MB", Result.megabytes(scenarioFixture.server().rssKilobytes())));
    }

    private PublishPhase phase(
            ScenarioFixture scenarioFixture, SocketCrowd crowd, BenchMessages benchMessages, Reach reach) {
        DeliveryLedger deliveryLedger = new DeliveryLedger(reach, crowd.size(), next);
        next += 1_000_000;
        return new PublishPhase(scenarioFixture, crowd, benchMessages, deliveryLedger);
    }
}
