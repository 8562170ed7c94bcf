/** Streams: the events that a user receives, without a gap over lost connections. */
package io.herald.client.stream;
