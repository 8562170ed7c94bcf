/** The cryptography of Web Push: message encryption (RFC 8291) and VAPID (RFC 8292), with the JDK alone. */
@NullMarked
package io.herald.push.crypto;

import org.jspecify.annotations.NullMarked;
