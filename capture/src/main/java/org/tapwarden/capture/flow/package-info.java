/// Flows: their table, what is counted for each, and who looks into their first bytes.
@NullMarked
package org.tapwarden.capture.flow;

import org.jspecify.annotations.NullMarked;
