/** Authenticates HTTP requests: finds the credential of a request, and determines the caller with it. */
@NullMarked
package io.herald.access.authentication;

import org.jspecify.annotations.NullMarked;
