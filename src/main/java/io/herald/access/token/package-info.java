/** Verifies tokens: cheap checks, then the signature with the keys of the issuer, then the revocations. Verified tokens are cached. */
@NullMarked
package io.herald.access.token;

import org.jspecify.annotations.NullMarked;
