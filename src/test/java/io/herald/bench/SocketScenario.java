package io.herald.bench;

import io.herald.bench.DeliveryLedger.Recipients;
import java.util.ArrayList;
import java.util.List;

/** 1,000 WebSockets that send: messages of a chat, and ephemeral events of a game. */
final class SocketScenario implements Scenario {

    private static final int CLIENTS = 1_000;
    private static final int MESSAGE_SIZE = 200;
    private static final int TICK_SIZE = 64;
    private static final String ARENA = BenchTokens.ROOM + "-arena";

    /** Messages per second of all users together. */
    private static final List<Integer> MESSAGE_RATES = List.of(2_000, 5_000, 10_000);

    /** Ticks per second of all players together. Every player receives each of them. */
    private static final List<Integer> TICK_RATES = List.of(50, 100, 200, 400, 1_000);

    private final List<Result> results = new ArrayList<>();
    private int next = 1;

    @Override
    public List<Result> run(ScenarioFixture scenarioFixture) {
        if (MESSAGE_RATES.stream().map(SocketScenario::messages).anyMatch(scenarioFixture.options::includes)) {
            chat(scenarioFixture);
        }
        if (TICK_RATES.stream().map(SocketScenario::ticks).anyMatch(scenarioFixture.options::includes)) {
            game(scenarioFixture);
        }
        return results;
    }

    /** Each user sends to a room of their own, and receives the messages from the log. */
    private void chat(ScenarioFixture scenarioFixture) {
        SocketClients socketClients = new SocketClients(scenarioFixture.loadLoop, scenarioFixture.tokens);
        socketClients.open(CLIENTS, "herald.v1.json", client -> BenchTokens.ROOM + "-" + client);
        BenchMessages benchMessages = (publisher, intended, sequence, handler) -> {
            int client = (sequence - 1) % CLIENTS;
            String content = MessageMark.message(MESSAGE_SIZE, intended, sequence);
            String room = BenchTokens.ROOM + "-" + client;
            socketClients.send(client, sequence, Frames.message(room, SocketClient.id(sequence), content), handler);
        };
        for (int rate : MESSAGE_RATES) {
            if (scenarioFixture.options.includes(messages(rate))) {
                measure(scenarioFixture, socketClients, benchMessages, Recipients.ONE, messages(rate), rate);
            }
        }
    }

    /** All players are in one room, and each receives the ticks of all. */
    private void game(ScenarioFixture scenarioFixture) {
        SocketClients socketClients = new SocketClients(scenarioFixture.loadLoop, scenarioFixture.tokens);
        socketClients.open(CLIENTS, "herald.v1.cbor", client -> ARENA);
        BenchMessages ticks = (publisher, intended, sequence, handler) -> socketClients.send(
                sequence % CLIENTS,
                sequence,
                Frames.tick(ARENA, SocketClient.id(sequence), MessageMark.message(TICK_SIZE, intended, sequence)),
                handler);
        for (int rate : TICK_RATES) {
            if (scenarioFixture.options.includes(ticks(rate))) {
                measure(scenarioFixture, socketClients, ticks, Recipients.ALL, ticks(rate), rate);
            }
        }
    }

    private static String messages(int rate) {
        return "1,000 connections, %,d messages/s".formatted(rate);
    }

    private static String ticks(int rate) {
        return "1,000 players, %,d ticks/s".formatted(rate);
    }

    private void measure(
            ScenarioFixture scenarioFixture,
            SocketClients socketClients,
            BenchMessages benchMessages,
            Recipients recipients,
            String name,
            int rate) {
        WarmUp.run(
                scenarioFixture,
                seconds -> phase(scenarioFixture, socketClients, benchMessages, recipients)
                        .paced("warm-up", rate, seconds));
        results.add(phase(scenarioFixture, socketClients, benchMessages, recipients)
                .paced(name, rate, scenarioFixture.options.seconds())
                .with("RSS, MB", Result.megabytes(scenarioFixture.server().rssKilobytes())));
    }

    private PublishPhase phase(
            ScenarioFixture scenarioFixture,
            SocketClients socketClients,
            BenchMessages benchMessages,
            Recipients recipients) {
        DeliveryLedger deliveryLedger = new DeliveryLedger(recipients, socketClients.size(), next);
        next += 1_000_000;
        return new PublishPhase(scenarioFixture, socketClients, benchMessages, deliveryLedger);
    }
}
