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
        TEMPORARY | CONNECTION_CLOSED
        TEMPORARY | ASK 3999 127.0.0.1:6381
        TEMPORARY | TRYAGAIN Multiple keys request during rehashing of slot
        TEMPORARY | CLUSTERDOWN The cluster is down
        TEMPORARY | ERR Script attempted to access a non local key in a cluster node script: 1f2e, on @user_script:5.
        OUT_OF_MEMORY | OOM command not allowed when used memory > 'maxmemory'. script: 1f2e, on @user_script:5.
        OUT_OF_MEMORY | ERR Error running script (call to f_1f2e): @user_script:5: -OOM command not allowed
        WRONG_SERVER | READONLY You can't write against a read only replica.
        WRONG_SERVER | ERR Error running script (call to f_1f2e): @user_script:7: -READONLY You can't write
        WRONG_SERVER | LOADING Redis is loading the dataset in memory
        PERMANENT | ERR Error running script (call to f_1f2e): @user_script:9: attempt to index a nil value
        """)
    void an_error_reply_is_classified_by_its_remedy(RedisError redisError, String error) {
        assertEquals(redisError, RedisError.of(ErrorType.create(error)));
    }

    @Test
    void an_error_that_is_not_a_reply_is_a_connection_error() {
        assertEquals(RedisError.TEMPORARY, RedisError.of(new IOException("Connection reset by peer")));
    }
}
