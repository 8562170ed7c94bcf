/**
 * Reads JSON and CBOR from clients: rejects malformed input, compacts each document once and passes it on as bytes. Also
 * writes JSON and encodes CBOR.
 */
@NullMarked
package io.herald.json;

import org.jspecify.annotations.NullMarked;
