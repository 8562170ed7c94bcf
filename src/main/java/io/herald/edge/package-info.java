/**
 * Handles HTTP before any feature: bounds the time and the size of requests, rejects ambiguous ones, answers CORS
 * preflights and reads bodies within a budget.
 */
@NullMarked
package io.herald.edge;

import org.jspecify.annotations.NullMarked;
