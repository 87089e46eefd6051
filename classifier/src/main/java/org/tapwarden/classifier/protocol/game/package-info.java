/// Games.
@NullMarked
package org.tapwarden.classifier.protocol.game;

import org.jspecify.annotations.NullMarked;
