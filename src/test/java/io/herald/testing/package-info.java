/** Test fixtures: servers, the packaged service as a process, tokens, and clients for streams and sockets. */
@org.jspecify.annotations.NullMarked
package io.herald.testing;
