/** The delivery contract: the same scenarios over SSE, WebSocket with JSON and with CBOR, and long poll. */
package io.herald.delivery;
