package io.herald.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JdbcUrlInterceptorTest {

    @ParameterizedTest
    @CsvSource({
        "postgresql://db:5432/herald, jdbc:postgresql://db:5432/herald",
        "postgres://db/herald, jdbc:postgresql://db/herald",
        "vertx-reactive:postgresql://db/herald?sslmode=require, jdbc:postgresql://db/herald?sslmode=require",
        "postgresql://me:secret@db/herald, jdbc:postgresql://db/herald",
        "'postgresql://one/herald,postgresql://two/herald', jdbc:postgresql://one/herald",
    })
    void the_jdbc_url_is_derived_from_the_reactive_url(String reactive, String jdbc) {
        assertEquals(jdbc, JdbcUrlInterceptor.jdbc(reactive));
    }
}
