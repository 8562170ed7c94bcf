package io.herald.dev;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** A request for a demo token. Validates all fields and collects all violations. */
final class DevTokenRequest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FIELDS = List.of("sub", "groups", "herald", "ttl", "jti");
    private static final String FIELD_NAMES = String.join(", ", FIELDS);
    private static final Pattern SUB = Pattern.compile("[A-Za-z0-9._@:+|=~-]{1,128}");
    private static final Duration DEFAULT_TTL = Duration.ofHours(1);
    private static final Duration MAX_TTL = Duration.ofDays(366);

    private final JsonNode body;
    private final List<Violation> violations = new ArrayList<>();

    record Violation(String field, String message) {}

    DevTokenRequest(JsonNode body) {
        this.body = body;
        if (body.isObject()) {
            check();
        } else {
            violations.add(new Violation("", "must be a JSON object, such as {\"sub\":\"alice\"}"));
        }
    }

    static DevTokenRequest parse(String text) {
        try {
            return new DevTokenRequest(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            return new DevTokenRequest(JSON.missingNode());
        }
    }

    List<Violation> violations() {
        return violations;
    }

    Map<String, Object> claims(Instant now) {
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", EmbeddedServers.ISSUER);
        claims.put("sub", body.get("sub").textValue());
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(ttl()).getEpochSecond());
        claims.put("jti", body.path("jti").asText(UUID.randomUUID().toString()));
        claims.put("groups", body.has("groups") ? body.get("groups") : List.of());
        if (body.has("herald")) {
            claims.put("herald", body.get("herald"));
        }
        return claims;
    }

    private void check() {
        body.fieldNames()
                .forEachRemaining(name -> require(FIELDS.contains(name), name, "is unknown: send " + FIELD_NAMES));
        JsonNode sub = body.path("sub");
        require(
                sub.isTextual() && SUB.matcher(sub.textValue()).matches(),
                "sub",
                sub.isMissingNode() ? "is required" : "must be 1 to 128 of A-Z a-z 0-9 . _ @ : + | = ~ -");
        require(
                !body.has("groups") || isStrings(body.get("groups")),
                "groups",
                "must be an array of strings, such as [\"publisher\"]");
        require(!body.has("jti") || body.get("jti").isTextual(), "jti", "must be a string");
        require(hasUsableTtl(), "ttl", "must be a duration such as PT1H, of at most 366 days");
        checkHerald(body.path("herald"));
    }

    private void checkHerald(JsonNode herald) {
        require(
                herald.isMissingNode() || herald.isObject(),
                "herald",
                "must be an object, such as {\"join\":[\"ops\"]}");
        herald.properties()
                .forEach(list -> require(
                        isStrings(list.getValue()),
                        "herald." + list.getKey(),
                        "must be an array of strings, such as [\"ops\"]"));
    }

    private void require(boolean holds, String field, String message) {
        if (!holds) {
            violations.add(new Violation(field, message));
        }
    }

    /** Returns whether the lifetime is valid. It may be negative: clients have to be tested with an expired token. */
    private boolean hasUsableTtl() {
        try {
            return ttl().compareTo(MAX_TTL) <= 0;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private Duration ttl() {
        return body.has("ttl") ? Duration.parse(body.get("ttl").asText()) : DEFAULT_TTL;
    }

    private static boolean isStrings(JsonNode node) {
        boolean[] all = {node.isArray()};
        node.forEach(element -> all[0] &= element.isTextual());
        return all[0];
    }
}
