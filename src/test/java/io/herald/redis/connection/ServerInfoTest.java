package io.herald.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerInfoTest {

    @ParameterizedTest
    @CsvSource({
        "6.2.11, noeviction, standalone, ''",
        "7.2.4, noeviction, cluster, set quarkus.redis.client-type=cluster",
        "10.0, noeviction, standalone, ''",
        "6.0.16, noeviction, standalone, use 6.2 or later",
        "5.0.7, noeviction, standalone, use 6.2 or later",
        "8.0.2, volatile-lru, standalone, the maxmemory-policy of Redis is volatile-lru",
    })
    void an_unsuitable_server_is_rejected_with_the_reason(String version, String policy, String mode, String reason) {
        ServerInfo info = ServerInfo.of("# Server\r\nredis_version:%s\r\nredis_mode:%s\r\nmaxmemory_policy:%s\r\n"
                .formatted(version, mode, policy));
        String problem = info.unsuitability(false).orElse("");
        assertEquals(reason.isEmpty(), problem.isEmpty(), problem);
        assertTrue(problem.contains(reason), problem);
    }

    @Test
    void a_server_that_reports_nothing_counts_as_suitable() {
        ServerInfo info = ServerInfo.of("");
        assertTrue(info.unsuitability(false).isEmpty());
        assertFalse(info.reportsEvictionPolicy());
        assertFalse(info.isReplica());
    }
}
