/** The protocol of streams (SSE). Not part of the API. */
package io.herald.client.sse;
