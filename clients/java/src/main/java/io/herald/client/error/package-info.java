/** The failures of calls, by what a caller can do about them. */
package io.herald.client.error;
