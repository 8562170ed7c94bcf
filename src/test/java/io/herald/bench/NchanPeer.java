package io.herald.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.herald.bench.BenchMessages.RestMessages;
import io.herald.dev.FreePorts;
import java.util.List;
import java.util.function.IntFunction;

/** Nchan in one worker of nginx. */
final class NchanPeer extends Peer {

    private static final String CONFIGURATION = """
            load_module %s;
            worker_processes 1;
            worker_rlimit_nofile 60000;
            pid nginx.pid;
            error_log stderr error;
            events { worker_connections 50000; }
            http {
              access_log off;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              keepalive_requests 1000000000;
              upstream redis { nchan_redis_server %s; }
              server {
                listen 127.0.0.1:%d backlog=4096;
                location ~ ^/pub/(.+)$ {
                  nchan_publisher; nchan_channel_id $1; nchan_redis_pass redis;
                  nchan_message_buffer_length 1000; nchan_message_timeout 1h;
                }
                location ~ ^/sub/(.+)$ {
                  nchan_subscriber eventsource; nchan_channel_id $1; nchan_redis_pass redis; nchan_subscriber_first_message newest;
                }
              }
            }
            """;

    private NchanPeer(ScenarioFixture fixture, BenchRedis redis, int port, List<String> command) {
        super(fixture, redis, port, command, "Accept: */*");
    }

    /** @param module the path of the module of nginx */
    static NchanPeer start(ScenarioFixture fixture, String module) {
        BenchRedis redis = BenchRedis.start(fixture.dataDirectory, fixture.cpuPinning);
        int port = FreePorts.free();
        String configuration = write(fixture, "nginx.conf", CONFIGURATION.formatted(module, redis.url(), port))
                .toString();
        String prefix = fixture.dataDirectory.path().toAbsolutePath().toString();
        return new NchanPeer(
                fixture, redis, port, List.of("nginx", "-p", prefix, "-c", configuration, "-g", "daemon off;"));
    }

    @Override
    StreamProtocol streams() {
        return new ChannelStreams(channel -> "/sub/" + channel, "\r\n\r\n".getBytes(ISO_8859_1));
    }

    @Override
    BenchMessages messages(IntFunction<String> channel, int size) {
        return new RestMessages() {
            @Override
            public String path(int sequence) {
                return "/pub/" + channel.apply(sequence);
            }

            @Override
            public String json(long intended, int sequence) {
                return MessageMark.message(size, intended, sequence);
            }
        };
    }
}
