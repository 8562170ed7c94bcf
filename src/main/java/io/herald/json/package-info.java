/**
 * JSON (and CBOR) on its way in: refused where it is not exactly that, compacted once, then passed on as bytes.
 */
@NullMarked
package io.herald.json;

import org.jspecify.annotations.NullMarked;
