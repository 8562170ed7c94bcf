package io.herald.publish;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An event as the OpenAPI document describes it. Reading it is {@link ChannelEvent}'s business. */
@Schema(name = "ChannelEvent")
record ChannelEventDocument(
        @Schema(required = true, pattern = "[A-Za-z0-9._-]{1,64}", description = "None of the service's own names.")
        String event,

        @Schema(required = true, description = "Any JSON value; delivered as sent.")
        Object data,

        @Schema(description = "Delivered to whoever is connected and never replayed.", defaultValue = "false")
        boolean ephemeral,

        @Schema(description = "A reader that is behind gets only the newest event of this key.")
        String conflate) {

    static final String EXAMPLE = """
            {"event":"metrics.cpu","data":{"load":0.42},"conflate":"cpu"}""";
}
