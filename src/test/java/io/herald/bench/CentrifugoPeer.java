package io.herald.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.bench.BenchMessages.RestMessages;
import io.herald.dev.FreePorts;
import java.net.URLEncoder;
import java.util.List;
import java.util.function.IntFunction;

/** Centrifugo with its Redis engine and history, and clients that use its unidirectional event streams. */
final class CentrifugoPeer extends Peer {

    private static final String CONFIGURATION = """
            {
              "http_server": {"address": "127.0.0.1", "port": %d},
              "log": {"level": "error"},
              "engine": {"type": "redis", "redis": {"address": "%s"}},
              "http_api": {"key": "bench"},
              "uni_sse": {"enabled": true},
              "client": {"allow_anonymous_connect_without_token": true},
              "channel": {"without_namespace": {
                "history_size": 1000, "history_ttl": "1h",
                "allow_subscribe_for_client": true, "allow_subscribe_for_anonymous": true
              }}
            }
            """;

    private CentrifugoPeer(ScenarioFixture fixture, BenchRedis redis, int port, List<String> command) {
        super(fixture, redis, port, command, "X-API-Key: bench");
    }

    static CentrifugoPeer start(ScenarioFixture fixture, String executable) {
        BenchRedis redis = BenchRedis.start(fixture.dataDirectory, fixture.cpuPinning);
        int port = FreePorts.free();
        String configuration = write(fixture, "centrifugo.json", CONFIGURATION.formatted(port, redis.url()))
                .toString();
        return new CentrifugoPeer(fixture, redis, port, List.of(executable, "-c", configuration));
    }

    @Override
    StreamProtocol streams() {
        // The first message answers the connect.
        return new ChannelStreams(
                channel -> "/connection/uni_sse?cf_connect="
                        + URLEncoder.encode("{\"subs\":{\"" + channel + "\":{}}}", UTF_8),
                "\ndata: ".getBytes(ISO_8859_1));
    }

    @Override
    BenchMessages messages(IntFunction<String> channel, int size) {
        return new RestMessages() {
            @Override
            public String path(int sequence) {
                return "/api/publish";
            }

            @Override
            public String json(long intended, int sequence) {
                return "{\"channel\":\"" + channel.apply(sequence) + "\",\"data\":\""
                        + MessageMark.message(size, intended, sequence) + "\"}";
            }
        };
    }
}
