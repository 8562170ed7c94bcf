package io.herald.console;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.herald.json.JsonWriter;
import io.herald.json.RawJson;
import io.herald.json.StrictJson;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The metrics of one instance at one moment, by name. A metric without a finite value is omitted, which differs from 0. */
final class MetricsSnapshot {

    private static final int DECIMAL_PLACES = 3;

    private final Map<String, Double> values = new LinkedHashMap<>();

    MetricsSnapshot with(String name, double value) {
        if (Double.isFinite(value)) {
            values.put(name, value);
        }
        return this;
    }

    RawJson json(String instance) {
        JsonWriter json = new JsonWriter().object().field("instance", instance);
        values.forEach((name, value) -> json.name(name).value(number(value)));
        return json.endObject().raw();
    }

    private static RawJson number(double value) {
        String text = BigDecimal.valueOf(value)
                .setScale(DECIMAL_PLACES, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
        byte[] bytes = text.getBytes(US_ASCII);
        return StrictJson.trusted(bytes, 0, bytes.length);
    }
}
