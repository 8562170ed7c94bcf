package io.herald.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.redis.client.impl.types.ErrorType;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisWriteProbeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "READONLY You can't write against a read only replica.",
                "NOREPLICAS Not enough good replicas to write.",
                "OOM command not allowed when used memory > 'maxmemory'.",
                "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
                "NOPERM this user has no permissions to run the 'set' command"
            })
    void an_error_that_a_retry_does_not_fix_is_a_rejection(String answer) {
        assertEquals(
                Optional.of(answer.substring(0, answer.indexOf(' '))),
                RedisWriteProbe.refusal(ErrorType.create(answer)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MOVED 3999 127.0.0.1:6381",
                "ASK 3999 127.0.0.1:6381",
                "TRYAGAIN Multiple keys request during rehashing of slot",
                "CLUSTERDOWN The cluster is down",
                "LOADING Redis is loading the dataset in memory",
                "CONNECTION_CLOSED"
            })
    void a_temporary_error_is_not_a_rejection(String answer) {
        assertEquals(Optional.empty(), RedisWriteProbe.refusal(ErrorType.create(answer)));
    }
}
