/** What tests stand on: real servers, the packaged service as a process, tokens and a client for streams. */
@org.jspecify.annotations.NullMarked
package io.herald.testing;
