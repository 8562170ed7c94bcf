package io.herald.publish.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventHeadersTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    /shop/orders        | /shop/orders
                    Euro%20%E2%82%AC    | Euro €
                    a+b                 | a+b
                    100%                | 100%
                    100%2               | 100%2
                    %zz                 | %zz
                    %41                 | A
                    "quoted"            | quoted
                    "quoted\\" text"    | quoted" text
                    "                   | "
                    """)
    void a_header_value_is_unquoted_and_percent_decoded(String header, String value) {
        assertEquals(value, CloudEventHeaders.decode(header));
    }
}
