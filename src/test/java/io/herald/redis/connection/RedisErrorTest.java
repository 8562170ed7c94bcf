package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.redis.client.impl.types.ErrorType;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisErrorTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        NO_SCRIPT | NOSCRIPT No matching script. Please use EVAL.
        MOVED | MOVED 3999 127.0.0.1:6381
        MOVED | MOVED 3999 :6381
        FOR_NOW | CONNECTION_CLOSED
        FOR_NOW | ASK 3999 127.0.0.1:6381
        FOR_NOW | TRYAGAIN Multiple keys request during rehashing of slot
        FOR_NOW | CLUSTERDOWN The cluster is down
        FOR_NOW | OOM command not allowed when used memory > 'maxmemory'. script: 1f2e, on @user_script:5.
        FOR_NOW | ERR Error running script (call to f_1f2e): @user_script:5: -OOM command not allowed
        MISPLACED | READONLY You can't write against a read only replica.
        MISPLACED | ERR Error running script (call to f_1f2e): @user_script:7: -READONLY You can't write
        MISPLACED | LOADING Redis is loading the dataset in memory
        FOR_GOOD | ERR Error running script (call to f_1f2e): @user_script:9: attempt to index a nil value
        """)
    void an_error_reply_is_classified_by_its_remedy(RedisError redisError, String error) {
        assertEquals(redisError, RedisError.of(ErrorType.create(error)));
    }

    @Test
    void an_error_that_is_not_a_reply_is_a_connection_error() {
        assertEquals(RedisError.FOR_NOW, RedisError.of(new IOException("Connection reset by peer")));
    }
}
