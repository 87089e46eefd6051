/// Messengers and chat.
@NullMarked
package org.tapwarden.classifier.protocol.chat;

import org.jspecify.annotations.NullMarked;
