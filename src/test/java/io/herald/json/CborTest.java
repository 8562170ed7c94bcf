package io.herald.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.herald.problem.ProblemException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Most examples are from RFC 8949, appendix A. */
class CborTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "00|0",
                "17|23",
                "1818|24",
                "1a000f4240|1000000",
                "1bffffffffffffffff|18446744073709551615",
                "c249010000000000000000|18446744073709551616",
                "3bffffffffffffffff|-18446744073709551616",
                "c349010000000000000000|-18446744073709551617",
                "20|-1",
                "3903e7|-1000",
                "f93c00|1.0",
                "f93e00|1.5",
                "f97bff|65504.0",
                "f90400|6.103515625E-5",
                "f98000|-0.0",
                "fb3ff199999999999a|1.1",
                "fa47c35000|100000.0",
                "f4|false",
                "f5|true",
                "f6|null",
                "f7|null",
                "c11a514b67b0|1363896240",
                "6449455446|\"IETF\"",
                "62225c|\"\\\"\\\\\"",
                "62c3bc|\"ü\"",
                "610a|\"\\n\"",
                "6101|\"\\u0001\"",
                "83010203|[1,2,3]",
                "8301820203820405|[1,[2,3],[4,5]]",
                "a26161016162820203|{\"a\":1,\"b\":[2,3]}",
                "7f657374726561646d696e67ff|\"streaming\"",
                "9f018202039f0405ffff|[1,[2,3],[4,5]]",
                "bf61610161629f0203ffff|{\"a\":1,\"b\":[2,3]}",
                "80|[]",
                "a0|{}",
                "9fff|[]",
                "d9d9f700|0",
                "c25f41014100ff|256",
                "c48221196ab3|27315e-2",
                "c49f21196ab3ff|27315e-2",
                "82c4822101c4822102|[1e-2,2e-2]"
            })
    void cbor_is_converted_to_its_json_equivalent(String hex, String json) {
        assertEquals(json, StrictJson.readCbor(HexFormat.of().parseHex(hex)).toJson());
    }

    @ParameterizedTest
    @CsvSource({
        "40,40,''",
        "4401020304,4401020304,AQIDBA",
        "43fffefd,43fffefd,__79",
        "d818456449455446,456449455446,ZElFVEY",
        "5f42010243030405ff,450102030405,AQIDBAU"
    })
    void bytes_become_base64url_text_in_json_and_bytes_in_cbor(String sent, String encoded, String text) {
        RawJson json = cbor("82" + sent + "a16161" + sent);
        assertEquals("82" + encoded + "a16161" + encoded, hex(json));
        assertEquals(text, json.items().get(0).text());
        RawJson fromText = read("[\"" + text + "\",{\"a\":\"" + text + "\"}]");
        assertArrayEquals(fromText.fingerprint(), json.fingerprint());
        assertEquals(fromText.items().get(0), json.items().get(0));
        assertEquals(fromText.items().get(0).hashCode(), json.items().get(0).hashCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"AQID\"", "\"AQI \"", "\"\\u0041QID\"", "\"AQI\\u0020\""})
    void text_is_never_encoded_as_bytes(String text) {
        RawJson json = read(" [ %1$s , { \"a\" : %1$s } ] ".formatted(text));
        String encoded = hex(read(text + " "));
        assertEquals("64", encoded.substring(0, 2));
        assertEquals("82" + encoded + "a16161" + encoded, hex(json));
        assertEquals(encoded, hex(cbor(encoded)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "f97e00",
                "f97c00",
                "fb7ff0000000000000",
                "faffc00000",
                "f0",
                "f820",
                "a10102",
                "a14101f6",
                "a2616101616102",
                "bf616101",
                "bf6161ff",
                "ff",
                "81ff",
                "1c",
                "5bffffffffffffffff00",
                "9bffffffffffffffff",
                "9b7fffffffffffffff00",
                "61ff",
                "62c0af",
                "63eda080",
                "7f61c361bfff",
                "5f6161ff",
                "5f5f4101ffff",
                "0000",
                "c2",
                "bb0000000100000000",
                "5affffffff"
            })
    void cbor_that_is_invalid_or_has_no_json_equivalent_is_malformed(String hex) {
        assertMalformed(HexFormat.of().parseHex(hex));
    }

    @Test
    void the_depth_is_bounded_and_tags_do_not_count() {
        StrictJson.readCbor(HexFormat.of().parseHex("81".repeat(100) + "00"));
        assertMalformed(HexFormat.of().parseHex("81".repeat(101) + "00"));
        assertMalformed(HexFormat.of().parseHex("9f".repeat(100_000)));
        StrictJson.readCbor(HexFormat.of().parseHex("c1".repeat(100_000) + "00"));
    }

    @Test
    void a_number_beyond_the_maximum_length_is_malformed() {
        StrictJson.readCbor(HexFormat.of().parseHex("c259019f" + "ff".repeat(415)));
        assertMalformed(HexFormat.of().parseHex("c25901a0" + "ff".repeat(416)));
    }

    /** RFC 8949, 3.4.4. A double would be infinite, or zero. */
    @ParameterizedTest
    @CsvSource({
        "1e400,c48219019001,1e400",
        "-1.5E+400,c48219018f2e,-15e399",
        "1e-400,c48239018f01,1e-400",
        "0.001e-400,c48239019201,1e-403",
        "-12.5e-400,c482390190387c,-125e-401",
        "1e18446744073709551615,c4821bffffffffffffffff01,1e18446744073709551615",
        "1e99999999999999999999,d9010882c249056bc75e2d630fffff01,1e99999999999999999999"
    })
    void a_number_beyond_the_range_of_a_double_becomes_a_decimal_fraction(String json, String hex, String back) {
        assertEquals(hex, hex(read(json)));
        assertEquals(back, cbor(hex).toJson());
        assertArrayEquals(read(json).fingerprint(), cbor(hex).fingerprint());
    }

    @ParameterizedTest
    @CsvSource({"1e308,fb7fe1ccf385ebc8a0", "-1e-300,fb81a56e1fc2f8f359", "0e400,fa00000000", "-0.0e-999,fa80000000"})
    void a_number_within_the_range_of_a_double_becomes_a_floating_point_number(String json, String hex) {
        assertEquals(hex, hex(read(json)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c48101", "c483010203", "c482016161", "c48201f93c00"})
    void a_decimal_fraction_is_two_integers(String hex) {
        assertMalformed(HexFormat.of().parseHex(hex));
    }

    @Test
    void a_decimal_fraction_beyond_the_maximum_length_is_malformed() {
        assertMalformed(HexFormat.of().parseHex("c48200c259019f" + "ff".repeat(415)));
    }

    private static RawJson cbor(String hex) {
        return StrictJson.readCbor(HexFormat.of().parseHex(hex));
    }

    private static RawJson read(String json) {
        return StrictJson.read(json.getBytes(UTF_8));
    }

    private static String hex(RawJson json) {
        return HexFormat.of().formatHex(CborEncoder.encode(json));
    }

    private static void assertMalformed(byte[] cbor) {
        var failure = assertThrows(ProblemException.class, () -> StrictJson.readCbor(cbor));
        assertEquals(400, failure.problem().status());
    }
}
