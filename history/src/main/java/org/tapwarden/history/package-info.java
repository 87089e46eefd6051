/// What happened: the flow index, retention, roll-ups and kept packets.
@NullMarked
package org.tapwarden.history;

import org.jspecify.annotations.NullMarked;
